// Purpose: locks these spans, so that a parent and a child that arrive at once see one another.
// Params:  keys: string[], node keys in key order.
// Columns: none.
// Cost:    one index seek a key; waits for writers of the same spans.
UNWIND $keys AS key
MERGE (n:Span {key: key})
SET n.locked = true
