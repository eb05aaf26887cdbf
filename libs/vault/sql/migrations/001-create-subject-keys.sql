-- One row a key; the key itself is wrapped under the key-encryption key that kek_id names.
CREATE TABLE vault.subject_keys (
  subject text NOT NULL,
  revision integer NOT NULL CHECK (revision > 0),
  wrapped bytea NOT NULL,
  kek_id text NOT NULL,
  fingerprint text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (subject, revision)
)
