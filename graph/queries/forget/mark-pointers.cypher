// Purpose: ties tombstones to what they are to take the place of, until a sweep has been there.
// Params:  rows: maps with key (of the tombstone) and name (key of what is forgotten).
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (t:Tombstone {key: row.key})
MATCH (n:IOPointer {key: row.name})
MERGE (t)-[:FORGETS]->(n)
SET t.waits = 'yes'
