// Purpose: bare loader: a node a pointer.
// Params:  rows: maps with key, namespace, name, type.
// Columns: none.
// Cost:    one seek a row.
UNWIND $rows AS row
MERGE (p:IOPointer {key: row.key})
ON CREATE SET p += row
