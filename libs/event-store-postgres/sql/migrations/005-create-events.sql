-- `json` and not `jsonb`: the text is kept byte for byte, so that a digest over it stays right for ever.
CREATE TABLE log.events (
  position bigint NOT NULL PRIMARY KEY,
  stream text COLLATE "C" NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  data json NOT NULL,
  metadata json NOT NULL,
  recorded_at timestamptz(3) NOT NULL,
  UNIQUE (stream, version)
)
