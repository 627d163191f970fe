// Purpose: what is kept of these Component nodes, before facts are merged into them.
// Params:  keys: string[], node keys in key order.
// Columns: key: string; node: map of the node's properties.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (n:Component {key: key})
RETURN key AS key, properties(n) AS node
