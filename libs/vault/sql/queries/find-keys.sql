SELECT subject, revision, wrapped, kek_id, false AS erased FROM vault.subject_keys WHERE subject = ANY ($1)
UNION ALL
SELECT subject, 0, NULL, NULL, true FROM vault.erasures WHERE subject = ANY ($1)
