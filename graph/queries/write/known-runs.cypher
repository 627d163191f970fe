// Purpose: which of these runs are known.
// Params:  keys: string[], run keys.
// Columns: key: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (n:ComponentRun {key: key})
WHERE n.id IS NOT NULL
RETURN key AS key
