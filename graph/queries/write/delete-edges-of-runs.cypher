// Purpose: removes every edge that starts at one of these runs.
// Params:  keys: string[], run keys.
// Columns: none.
// Cost:    one index seek a run and its edges.
MATCH (r:ComponentRun)-[e]->()
WHERE r.key IN $keys
DELETE e
