// Purpose: what these runs name as outputs.
// Params:  keys: string[], run keys.
// Columns: run, pointer: string.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[e:PRODUCED]->(:IOPointer)
RETURN key AS run, e.pointer AS pointer
