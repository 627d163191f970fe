// Purpose: writes the schema version and configuration of this store.
// Params:  properties: map.
// Columns: none.
// Cost:    one node.
MERGE (m:Meta {key: 'store'})
SET m += $properties
