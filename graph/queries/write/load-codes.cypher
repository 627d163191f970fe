// Purpose: what is kept of these Code nodes, before facts are merged into them.
// Params:  keys: string[], node keys in key order.
// Columns: key: string; node: map of the node's properties.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (n:Code {key: key})
RETURN key AS key, properties(n) AS node
