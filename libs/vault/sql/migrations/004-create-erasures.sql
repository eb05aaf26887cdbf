-- The fence: while a subject stands here, no key and no text of it can come back, by whatever way.
CREATE TABLE vault.erasures (
  subject text PRIMARY KEY,
  revisions integer[] NOT NULL,
  fingerprints text[] NOT NULL,
  ground text NOT NULL,
  actor text NOT NULL,
  requested_at timestamptz NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now()
)
