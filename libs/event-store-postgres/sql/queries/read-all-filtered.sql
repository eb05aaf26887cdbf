SELECT position, stream, version, id, type, data, metadata,
  to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
FROM log.events
WHERE position > $1 AND position <= $2
  AND ($4::text[] IS NULL OR type = ANY ($4))
  AND ($5::text[] IS NULL OR split_part(stream, '-', 1) = ANY ($5))
ORDER BY position
LIMIT $3
