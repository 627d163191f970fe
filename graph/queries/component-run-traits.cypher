// Purpose: the latest runs of a component that started at or before a time, with what a ranking needs of them.
// Params:  component: string, its key; since, asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; environment, codeVersion, codeDigest: string or null; start: µs.
// Cost:    one seek in the index on ComponentRun(component, start), then `limit` entries.
MATCH (r:ComponentRun)
WHERE r.component = $component AND r.start >= $since AND r.start <= $asOf
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.environment AS environment, r.codeVersion AS codeVersion, r.codeDigest AS codeDigest, r.start AS start
ORDER BY r.component DESC, r.start DESC, r.key DESC
LIMIT $limit
