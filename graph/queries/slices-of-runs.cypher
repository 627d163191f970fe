// Purpose: which slices these runs are in.
// Params:  keys: string[], run keys.
// Columns: run, slice: string, both keys.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:IN_SLICE]->(s:Slice)
RETURN key AS run, s.key AS slice
