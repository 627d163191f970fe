// Purpose: the latest runs of a component that started at or before a time.
// Params:  component: string, its key; since, asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one seek, then the component's runs: this engine has no ordered index.
MATCH (r:ComponentRun {component: $component})
WHERE r.start >= $since AND r.start <= $asOf
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.start AS start
ORDER BY r.start DESC
LIMIT $limit
