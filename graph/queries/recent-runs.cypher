// Purpose: the latest runs of any component that started at or before a time.
// Params:  asOf: µs; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one seek in the index on ComponentRun(start), then `limit` entries, on Neo4j; all runs on the embedded store.
MATCH (r:ComponentRun)
WHERE r.start <= $asOf
RETURN r.key AS key, r.start AS start
ORDER BY r.start DESC
LIMIT $limit
