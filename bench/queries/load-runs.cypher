// Purpose: bare loader: a node a run, under its component.
// Params:  rows: maps with the properties of a run; component is the component's key.
// Columns: none.
// Cost:    two seeks a row.
UNWIND $rows AS row
MERGE (r:ComponentRun {key: row.key})
SET r += row
WITH r, row
MATCH (c:Component {key: row.component})
CREATE (r)-[:RUN_OF]->(c)
