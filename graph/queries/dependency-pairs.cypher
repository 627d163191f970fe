// Purpose: which runs and summaries these runs depend on, by what they had read at a time; two runs as often as pointers lie between them.
// Params:  keys: string[], run keys; asOf: µs.
// Columns: from, to: string.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[d:DEPENDS_ON]->(x)
WHERE d.at <= $asOf
RETURN key AS from, x.key AS to
