// Purpose: the latest runs of a component that started in some blocks of time, with what a ranking needs of them.
// Params:  blocks: string[]; since, asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; environment, codeVersion, codeDigest: string or null; start: µs.
// Cost:    one index seek a block, then its runs.
UNWIND $blocks AS block
MATCH (r:ComponentRun {startBlock: block})
WHERE r.start >= $since AND r.start <= $asOf
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.environment AS environment, r.codeVersion AS codeVersion, r.codeDigest AS codeDigest, r.start AS start
ORDER BY start DESC, key DESC
LIMIT $limit
