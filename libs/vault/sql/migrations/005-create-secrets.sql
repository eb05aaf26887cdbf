CREATE TABLE vault.secrets (
  name text PRIMARY KEY,
  wrapped bytea NOT NULL,
  kek_id text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
)
