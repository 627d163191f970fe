// Purpose: locks these Component nodes against other writers and makes the missing ones whole.
// Params:  rows: maps with key, properties (map) and texts (boolean, true when the batch tells any), in key order.
// Columns: key: string; node: map of the node's properties; of those with texts alone.
// Cost:    one index seek a row; waits for writers of the same nodes.
UNWIND $rows AS row
MERGE (n:Component {key: row.key})
ON CREATE SET n += row.properties
ON MATCH SET n.locked = true
WITH row, n
WHERE row.texts
RETURN row.key AS key, properties(n) AS node
