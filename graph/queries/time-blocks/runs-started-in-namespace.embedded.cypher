// Purpose: the latest runs of the components of one namespace that started in some blocks of time.
// Params:  blocks: string[]; namespace: string; since, asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    one index seek a block, then its runs.
UNWIND $blocks AS block
MATCH (r:ComponentRun {anyStartBlock: block})-[:RUN_OF]->(c:Component)
WHERE r.start >= $since AND r.start <= $asOf AND c.namespace = $namespace
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.start AS start
ORDER BY start DESC, key DESC
LIMIT $limit
