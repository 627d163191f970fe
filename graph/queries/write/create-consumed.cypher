// Purpose: adds CONSUMED edges that are known to be missing.
// Params:  rows: maps with run (key) and edges: the properties of each edge; its pointer is the key of the other end.
// Columns: none.
// Cost:    one index seek a row and one an edge.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
UNWIND row.edges AS edge
MATCH (n:IOPointer {key: edge.pointer})
CREATE (r)-[e:CONSUMED]->(n)
SET e = edge
