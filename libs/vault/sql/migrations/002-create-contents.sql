-- Texts and files too long for the log, sealed under their subject's key; no bytes are left once the subject is erased.
CREATE TABLE vault.contents (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  subject text NOT NULL,
  sealed bytea,
  stored_at timestamptz NOT NULL DEFAULT now()
)
