// Purpose: every node that is a fact or follows from facts, for tests.
// Params:  none.
// Columns: label: string; properties: map.
// Cost:    reads the whole store.
MATCH (n)
WHERE NOT n:Meta AND NOT n:TimeBlock AND NOT n:Receipt
RETURN labels(n)[0] AS label, properties(n) AS properties
