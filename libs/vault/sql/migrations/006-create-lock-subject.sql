-- Makes a writer of keys or texts and an eraser of the same subject go one after the other.
CREATE FUNCTION vault.lock_subject(subject text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(subject, 7564391))
$$
