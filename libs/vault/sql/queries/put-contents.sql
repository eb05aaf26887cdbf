INSERT INTO vault.contents (digest, subject, sealed)
SELECT n.digest, n.subject, n.sealed FROM unnest($1::text[], $2::text[], $3::bytea[]) AS n (digest, subject, sealed)
ORDER BY n.subject
ON CONFLICT (digest) DO NOTHING
