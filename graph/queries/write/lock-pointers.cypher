// Purpose: locks these IOPointer nodes against other writers, making missing ones, and reads them.
// Params:  keys: string[], node keys in key order.
// Columns: key: string; node: map of the node's properties.
// Cost:    one index seek a key; waits for writers of the same nodes.
UNWIND $keys AS key
MERGE (n:IOPointer {key: key})
SET n.locked = true
RETURN key AS key, properties(n) AS node
