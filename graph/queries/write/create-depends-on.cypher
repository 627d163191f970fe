// Purpose: adds derived dependencies that are known to be missing.
// Params:  rows: maps with run (key) and edges: maps with other (key), pointer, at.
// Columns: none.
// Cost:    one index seek a row and one an edge.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.run})
UNWIND row.edges AS edge
MATCH (x:ComponentRun {key: edge.other})
CREATE (r)-[:DEPENDS_ON {pointer: edge.pointer, at: edge.at}]->(x)
