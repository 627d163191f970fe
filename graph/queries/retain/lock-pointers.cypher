// Purpose: locks these IOPointer nodes against writers; none is made.
// Params:  keys: string[], node keys in key order.
// Columns: none.
// Cost:    one index seek a key; waits for writers of the same nodes.
UNWIND $keys AS key
MATCH (n:IOPointer {key: key})
SET n.locked = true
