// Purpose: the inputs and outputs of these runs.
// Params:  keys: string[], run keys.
// Columns: run, how (CONSUMED or PRODUCED), pointer: string; at: µs or null; digest: string or null.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[e:CONSUMED|PRODUCED]->(p:IOPointer)
RETURN key AS run, type(e) AS how, p.key AS pointer, e.at AS at, e.digest AS digest
