// Purpose: the schema version and configuration of this store.
// Params:  none.
// Columns: node: map.
// Cost:    one node.
MATCH (m:Meta {key: 'store'})
RETURN properties(m) AS node
