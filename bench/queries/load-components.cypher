// Purpose: bare loader: a node a component.
// Params:  rows: maps with key, namespace, name.
// Columns: none.
// Cost:    one seek a row.
UNWIND $rows AS row
MERGE (c:Component {key: row.key})
ON CREATE SET c += row
