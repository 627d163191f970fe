// Purpose: what these runs depend on, runs and summaries, by what they had read at a time.
// Params:  keys: string[], run keys; asOf: µs.
// Columns: from, to, pointer: string; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[d:DEPENDS_ON]->(x)
WHERE d.at <= $asOf
RETURN key AS from, x.key AS to, d.pointer AS pointer, d.at AS at
