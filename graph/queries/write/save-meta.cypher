// Purpose: writes what this store is; what only its making decides stays as the first maker set it.
// Params:  created: map, for a new store; properties: map.
// Columns: none.
// Cost:    one node.
MERGE (m:Meta {key: 'store'})
ON CREATE SET m += $created
SET m += $properties
