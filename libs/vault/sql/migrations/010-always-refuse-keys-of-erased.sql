-- Also while a dump is restored or a replica applied, when ordinary triggers sleep.
ALTER TABLE vault.subject_keys ENABLE ALWAYS TRIGGER refuse_erased
