// Purpose: ties tombstones to the spans by which other runs name what is forgotten.
// Params:  rows: maps with key (of the tombstone) and name (key of what is forgotten).
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (t:Tombstone {key: row.key})
MATCH (n:Span {key: row.name})
MERGE (t)-[:FORGETS]->(n)
SET t.waits = 'yes'
