// Purpose: tombstones let go of what they have taken the place of.
// Params:  keys: string[], keys of tombstones.
// Columns: none.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (t:Tombstone {key: key})-[f:FORGETS]->()
DELETE f
