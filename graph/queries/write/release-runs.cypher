// Purpose: removes the runs that were made for a lock alone.
// Params:  keys: string[], node keys in key order.
// Columns: none.
// Cost:    one index seek and one degree a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})
WHERE r.id IS NULL AND NOT EXISTS { MATCH (r)--() }
DELETE r
