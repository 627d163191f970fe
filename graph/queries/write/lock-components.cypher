// Purpose: makes the Component nodes that are missing, and locks those whose texts may change against other writers.
// Params:  rows: maps with key, properties (map) and texts (boolean, true when the batch tells any), in key order.
// Columns: key: string; node: map of the node's properties; of those with texts alone.
// Cost:    one index seek a row; waits for writers of the same texts, or of the same new component.
UNWIND $rows AS row
MERGE (n:Component {key: row.key})
ON CREATE SET n += row.properties
FOREACH (text IN CASE WHEN row.texts THEN [1] ELSE [] END | SET n.locked = true)
WITH row, n
WHERE row.texts
RETURN row.key AS key, properties(n) AS node
