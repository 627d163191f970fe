// Purpose: the latest runs of any component that started in some blocks of time.
// Params:  blocks: string[]; since, asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one index seek a block, then its runs.
UNWIND $blocks AS block
MATCH (r:ComponentRun {anyStartBlock: block})
WHERE r.start >= $since AND r.start <= $asOf
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.start AS start
ORDER BY start DESC, key DESC
LIMIT $limit
