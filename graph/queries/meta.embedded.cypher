// Purpose: the schema version and configuration of this store.
// Params:  none.
// Columns: node: map.
// Cost:    one node; by its label alone: by its key this engine unpacks the keys of all nodes, 70 MB at 100k runs.
MATCH (m:Meta)
RETURN properties(m) AS node
