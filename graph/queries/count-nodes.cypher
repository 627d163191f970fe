// Purpose: how many nodes the store holds beside what it keeps of itself and to seek by time.
// Params:  none.
// Columns: nodes: integer.
// Cost:    every node once.
MATCH (n)
WHERE NOT n:Meta AND NOT n:TimeBlock
RETURN count(n) AS nodes
