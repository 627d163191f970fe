// Purpose: writes Span nodes; a null takes a property away.
// Params:  rows: maps with key and the properties of the node.
// Columns: none.
// Cost:    one index seek a row.
UNWIND $rows AS row
MERGE (n:Span {key: row.key})
SET n += row
