// Purpose: writes a receipt, also while it is made; a null takes a property away.
// Params:  key: string; properties: map.
// Columns: none.
// Cost:    one index seek.
MERGE (r:Receipt {key: $key})
SET r += $properties
