// Purpose: what depends on these runs, runs and summaries, by what was read at or before a time.
// Params:  keys: string[], run keys; asOf: µs; limit: integer.
// Columns: from, to, pointer: string; at: µs.
// Cost:    one index seek a key, then at most `limit` edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})<-[d:DEPENDS_ON]-(x)
WHERE d.at <= $asOf
RETURN x.key AS from, key AS to, d.pointer AS pointer, d.at AS at
LIMIT $limit
