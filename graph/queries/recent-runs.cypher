// Purpose: the latest runs of any component that started at or before a time.
// Params:  asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one seek in the index on ComponentRun(start), then `limit` entries, on Neo4j; all runs on the embedded store.
MATCH (r:ComponentRun)
WHERE r.start <= $asOf
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.start AS start
ORDER BY r.start DESC, r.key DESC
LIMIT $limit
