// Purpose: what summaries depend on, by what their runs had read at a time.
// Params:  keys: string[], keys of summaries; asOf: µs.
// Columns: from, to, pointer: string; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (s:DailyRuns {key: key})-[d:DEPENDS_ON]->(x)
WHERE d.at <= $asOf
RETURN key AS from, x.key AS to, d.pointer AS pointer, d.at AS at
