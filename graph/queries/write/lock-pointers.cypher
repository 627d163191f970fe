// Purpose: locks these IOPointer nodes against other writers and makes the missing ones whole.
// Params:  rows: maps with key and the properties of the node, in key order.
// Columns: key: string; made: boolean, true when the node is new; node: map of its properties when they may have to change, else null.
// Cost:    one index seek a row; waits for writers of the same nodes.
UNWIND $rows AS row
MERGE (n:IOPointer {key: row.key})
ON CREATE SET n += row
ON MATCH SET n.locked = true
WITH row, n, n.locked IS NULL AS made
WHERE made OR n.name IS NULL OR n.type <> row.type OR n.typeExplicit <> row.typeExplicit OR row.flagAt IS NOT NULL
RETURN row.key AS key, made, CASE WHEN made THEN null ELSE properties(n) END AS node
