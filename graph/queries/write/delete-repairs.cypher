// Purpose: removes Repair nodes that are done.
// Params:  keys: string[], pointer keys.
// Columns: none.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (n:Repair {key: key})
DELETE n
