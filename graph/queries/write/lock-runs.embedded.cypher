// Purpose: which of these runs are known; one writer at a time needs no locks.
// Params:  keys: string[], node keys in key order.
// Columns: key: string; known: boolean, always true.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (n:ComponentRun {key: key})
RETURN key AS key, true AS known
