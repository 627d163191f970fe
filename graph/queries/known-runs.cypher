// Purpose: which of these runs are known.
// Params:  keys: string[], run keys.
// Columns: key: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
WHERE r.id IS NOT NULL
RETURN key
