// Purpose: all receipts of what was forgotten.
// Params:  none.
// Columns: node: map.
// Cost:    one node a forget.
MATCH (r:Receipt)
RETURN properties(r) AS node
