// Purpose: runs whose key starts with a text.
// Params:  start: string; limit: integer.
// Columns: key: string.
// Cost:    one range seek on Neo4j.
MATCH (r:ComponentRun)
WHERE r.key STARTS WITH $start AND r.component IS NOT NULL
RETURN r.key AS key
LIMIT $limit
