// Purpose: the latest runs of a component that started at or before a time.
// Params:  component: string, its key; since, asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one seek in the index on ComponentRun(component, start), then `limit` entries, on Neo4j; the component's runs on the embedded store.
MATCH (r:ComponentRun)
WHERE r.component = $component AND r.start >= $since AND r.start <= $asOf
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.start AS start
ORDER BY r.component DESC, r.start DESC, r.key DESC
LIMIT $limit
