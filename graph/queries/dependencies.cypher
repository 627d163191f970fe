// Purpose: what these runs depend on, runs and summaries, by what they had read at a time.
// Params:  keys: string[], run keys; asOf: µs; pointers: boolean, false: the embedded engine need not unpack them, 40 MB at 100k runs.
// Columns: from, to: string; pointer: string, null unless asked for; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[d:DEPENDS_ON]->(x)
WHERE d.at <= $asOf
RETURN key AS from, x.key AS to, CASE WHEN $pointers THEN d.pointer END AS pointer, d.at AS at
