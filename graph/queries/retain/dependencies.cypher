// Purpose: what these runs depend on, runs and summaries.
// Params:  keys: string[], run keys.
// Columns: run, pointer, to, toLabel: string; component, day: string or null; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[d:DEPENDS_ON]->(x)
RETURN key AS run, d.pointer AS pointer, d.at AS at, x.key AS to, labels(x)[0] AS toLabel, x.component AS component, x.day AS day
