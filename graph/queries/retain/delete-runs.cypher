// Purpose: removes runs that are folded, with their edges.
// Params:  keys: string[], run keys.
// Columns: none.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
DETACH DELETE r
