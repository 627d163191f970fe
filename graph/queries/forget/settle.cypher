// Purpose: these tombstones wait for nothing any more.
// Params:  keys: string[], keys of tombstones.
// Columns: none.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (t:Tombstone {key: key})
SET t.waits = null
