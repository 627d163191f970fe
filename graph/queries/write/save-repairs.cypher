// Purpose: writes Repair nodes.
// Params:  rows: maps with key (of the pointer), from, until (µs) and pending (true).
// Columns: none.
// Cost:    one index seek a row.
UNWIND $rows AS row
MERGE (n:Repair {key: row.key})
SET n += row
