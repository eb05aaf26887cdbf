-- The last position up to which the log can't change any more (NULL: the log is empty).
--
-- Taking the barrier alone waits until every writer that has drawn a position is done; the next statement's snapshot is
-- younger than that, so it sees all of them, and whoever comes later draws a higher position. The highest event is asked
-- for and not the sequence's last_value: after a crash a sequence may fall back to numbers that it had given to
-- transactions that never committed, and a checkpoint on such a number would skip the event that gets it next.
-- Its own short transaction: the barrier holds up every writer.
CREATE FUNCTION log.settled_head() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '250ms'
AS $$
DECLARE
  v_head bigint;
BEGIN
  IF pg_is_in_recovery() OR current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'log.settled_head needs the primary and READ COMMITTED'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM pg_advisory_xact_lock(7564391, 1);
  SELECT e.position INTO v_head FROM log.events e ORDER BY e.position DESC LIMIT 1;
  RETURN v_head;
END
$$
