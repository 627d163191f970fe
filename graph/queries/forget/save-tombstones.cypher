// Purpose: keeps what is forgotten, by hash; what is not said stays.
// Params:  rows: maps with key, kind, fate and receipt.
// Columns: none.
// Cost:    one index seek a row.
UNWIND $rows AS row
MERGE (t:Tombstone {key: row.key})
SET t += row
