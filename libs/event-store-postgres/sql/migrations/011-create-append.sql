-- Appends a group of appends to different streams in one transaction. It raises nothing for what callers do to each other
-- (a lost race, a locked stream, a repetition) and answers with facts, one array element an append:
--   free[k]      the stream was ours to look at; false: another transaction holds it and nothing was done
--   actual[k]    number of events in the stream before this call; equal to p_expected[k]: the append was stored
--   repeated[k]  position of the append's last event when exactly its ids stand at its place already
--   stored       positions of all events stored now, in the order in which they were given
--
-- Events come as parallel arrays; texts that may hold quotes come joined by line breaks, which JSON and type names never
-- contain raw, because array literals would have to be escaped and parsed again.
--
-- The order of the steps is what readers rely on (docs/adr/0002-order-by-read-barrier.md):
--   1. the barrier, shared, before anything else: a reader that holds it alone knows that no writer is under way;
--   2. the streams' locks before any position is drawn: so positions rise along each stream;
--   3. the version check in a statement of its own, whose snapshot is younger than the lock, and before a position is drawn.
-- Locks are tried, not waited for, so that groups can't deadlock; p_wait is for a single append that lost its lock before.
CREATE FUNCTION log.append(
  p_streams text[], p_expected integer[], p_sizes integer[],
  p_appends integer[], p_versions integer[], p_ids uuid[], p_types text, p_data text, p_metadata text,
  p_wait boolean,
  OUT free boolean[], OUT actual integer[], OUT repeated bigint[], OUT stored bigint[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $$
DECLARE
  v_now timestamptz;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'log.append needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  -- An acknowledged append survives a crash, whatever the server's default says; this holds until the commit.
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'local', true);
  END IF;

  PERFORM pg_advisory_xact_lock_shared(7564391, 1);
  IF p_wait THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(s, 0)) FROM unnest(p_streams) AS s;
    free := array_fill(true, ARRAY[cardinality(p_streams)]);
  ELSE
    SELECT array_agg(pg_try_advisory_xact_lock(hashtextextended(s, 0))) INTO free FROM unnest(p_streams) AS s;
  END IF;

  SELECT array_agg(coalesce(
    (SELECT e.version FROM log.events e WHERE e.stream = s COLLATE "C" ORDER BY e.version DESC LIMIT 1), 0))
  INTO actual
  FROM unnest(p_streams) AS s;

  v_now := clock_timestamp();
  WITH inserted AS (
    INSERT INTO log.events (position, stream, version, id, type, data, metadata, recorded_at)
    SELECT nextval('log.positions'), p_streams[e.append], e.version, e.id, e.type, e.data::json, e.metadata::json, v_now
    FROM unnest(p_appends, p_versions, p_ids, string_to_array(p_types, E'\n'), string_to_array(p_data, E'\n'),
                string_to_array(p_metadata, E'\n')) AS e(append, version, id, type, data, metadata)
    WHERE free[e.append] AND actual[e.append] = p_expected[e.append]
    RETURNING position
  )
  SELECT array_agg(i.position) INTO stored FROM inserted i;

  FOR k IN 1 .. cardinality(p_streams) LOOP
    CONTINUE WHEN NOT free[k] OR actual[k] < p_expected[k] + p_sizes[k];
    repeated := coalesce(repeated, array_fill(NULL::bigint, ARRAY[cardinality(p_streams)]));
    repeated[k] := (
      SELECT max(e.position)
      FROM unnest(p_appends, p_versions, p_ids) AS w(append, version, id)
      JOIN log.events e ON e.stream = p_streams[k] COLLATE "C" AND e.version = w.version AND e.id = w.id
      WHERE w.append = k
      HAVING count(*) = p_sizes[k]
    );
  END LOOP;
END
$$
