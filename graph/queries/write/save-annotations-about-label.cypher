// Purpose: writes annotations and ties them to what they are about.
// Params:  rows: maps with key, about (key of the subject) and properties.
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MERGE (a:Annotation {key: row.key})
SET a += row.properties
MERGE (n:Label {key: row.about})
MERGE (a)-[:ABOUT]->(n)
