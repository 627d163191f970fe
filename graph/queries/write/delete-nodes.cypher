// Purpose: removes some nodes with their edges; what the store keeps of itself stays.
// Params:  limit: integer.
// Columns: nodes: integer, removed.
// Cost:    that many nodes and their edges; skips what is empty by now.
MATCH (n)
WHERE NOT n:Meta
WITH n
LIMIT $limit
DETACH DELETE n
RETURN count(*) AS nodes
