-- In the order of subjects, so that two callers lock them in one order. A subject that has a key keeps it and is not returned.
INSERT INTO vault.subject_keys (subject, revision, wrapped, kek_id, fingerprint)
SELECT n.subject, n.revision, n.wrapped, $5, n.fingerprint
FROM unnest($1::text[], $2::integer[], $3::bytea[], $4::text[]) AS n (subject, revision, wrapped, fingerprint)
WHERE NOT EXISTS (SELECT FROM vault.erasures e WHERE e.subject = n.subject)
ORDER BY n.subject
ON CONFLICT (subject, revision) DO NOTHING
RETURNING subject
