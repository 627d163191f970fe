// Purpose: what depends on these runs, runs and summaries.
// Params:  keys: string[], run keys.
// Columns: to, pointer, from, fromLabel: string; at: µs; reads: integer or null.
// Cost:    one index seek a key, then the edges that lead to it.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})<-[d:DEPENDS_ON]-(x)
RETURN key AS to, d.pointer AS pointer, d.at AS at, d.reads AS reads, x.key AS from, labels(x)[0] AS fromLabel
