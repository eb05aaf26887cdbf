ALTER TABLE vault.contents ENABLE ALWAYS TRIGGER refuse_erased
