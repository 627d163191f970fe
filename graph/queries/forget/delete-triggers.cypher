// Purpose: removes TriggerResult nodes with their edges.
// Params:  keys: string[], node keys.
// Columns: none.
// Cost:    one index seek a key, then its edges.
UNWIND $keys AS key
MATCH (n:TriggerResult {key: key})
DETACH DELETE n
