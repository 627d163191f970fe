// Purpose: every node, for tests and export.
// Params:  none.
// Columns: label: string; properties: map.
// Cost:    reads the whole store.
MATCH (n)
WHERE NOT n:Meta AND NOT n:TimeBlock
RETURN labels(n)[0] AS label, properties(n) AS properties
