// Purpose: locks these spans, so that a parent and a child that arrive at once see one another; makes the missing ones.
// Params:  keys: string[], node keys in key order.
// Columns: none.
// Cost:    one index seek a key; waits for writers of the same spans.
UNWIND $keys AS key
MERGE (n:Span {key: key})
ON MATCH SET n.locked = true
