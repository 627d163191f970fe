// Purpose: what these runs had written at a time.
// Params:  keys: string[], run keys; asOf: µs.
// Columns: run, pointer: string, both keys; at: µs.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[e:PRODUCED]->(:IOPointer)
WHERE e.at <= $asOf
RETURN key AS run, e.pointer AS pointer, e.at AS at
