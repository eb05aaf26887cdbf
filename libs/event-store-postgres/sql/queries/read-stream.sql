SELECT position, stream, version, id, type, data, metadata,
  to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
FROM log.events
WHERE stream = $1 AND version >= $2
ORDER BY version
LIMIT $3
