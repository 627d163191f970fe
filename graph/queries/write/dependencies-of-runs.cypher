// Purpose: the derived dependencies of these runs, on runs and on summaries, before they are derived again.
// Params:  keys: string[], run keys.
// Columns: run, other, pointer: string; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[d:DEPENDS_ON]->(x)
RETURN key AS run, x.key AS other, d.pointer AS pointer, d.at AS at
