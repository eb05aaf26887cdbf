-- Fence first, destroy then, tell the caches last; all in one transaction, and the same again when it is repeated.
CREATE FUNCTION vault.erase_subject(erased text, ground text, actor text, requested_at timestamptz)
RETURNS TABLE (revisions integer[], fingerprints text[], erased_at timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vault.lock_subject(erased);
  INSERT INTO vault.erasures (subject, revisions, fingerprints, ground, actor, requested_at)
  SELECT erased,
         coalesce(array_agg(k.revision ORDER BY k.revision), '{}'),
         coalesce(array_agg(k.fingerprint ORDER BY k.revision), '{}'),
         $2, $3, $4
  FROM vault.subject_keys k WHERE k.subject = erased
  ON CONFLICT (subject) DO NOTHING;
  DELETE FROM vault.subject_keys k WHERE k.subject = erased;
  UPDATE vault.contents c SET sealed = NULL WHERE c.subject = erased AND c.sealed IS NOT NULL;
  PERFORM pg_notify('vault_erased', erased);
  RETURN QUERY SELECT e.revisions, e.fingerprints, e.erased_at FROM vault.erasures e WHERE e.subject = erased;
END
$$
