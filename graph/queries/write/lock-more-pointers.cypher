// Purpose: locks pointers that the batch does not name itself, but whose reads follow from it.
// Params:  keys: string[], node keys in key order.
// Columns: none.
// Cost:    one index seek a key; waits for writers of the same nodes.
UNWIND $keys AS key
MATCH (n:IOPointer {key: key})
SET n.locked = true
