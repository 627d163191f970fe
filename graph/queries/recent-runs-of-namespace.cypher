// Purpose: the latest runs of the components of one namespace.
// Params:  namespace: string; asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    walks the latest runs until enough are of the namespace.
MATCH (r:ComponentRun)-[:RUN_OF]->(c:Component)
WHERE r.start <= $asOf AND c.namespace = $namespace
  AND ($environment IS NULL OR r.environment = $environment)
RETURN r.key AS key, r.start AS start
ORDER BY r.start DESC, r.key DESC
LIMIT $limit
