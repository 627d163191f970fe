// Purpose: the latest runs of the components of one namespace.
// Params:  namespace: string; asOf: µs; limit: integer.
// Columns: key: string; start: µs.
// Cost:    walks the latest runs until enough are of the namespace.
MATCH (r:ComponentRun)-[:RUN_OF]->(c:Component)
WHERE r.start <= $asOf AND c.namespace = $namespace
RETURN r.key AS key, r.start AS start
ORDER BY r.start DESC
LIMIT $limit
