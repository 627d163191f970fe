// Purpose: marks blocks of time as filled.
// Params:  rows: maps with key and filled (string, hex).
// Columns: none.
// Cost:    one index seek a row.
UNWIND $rows AS row
MERGE (b:TimeBlock {key: row.key})
SET b.filled = row.filled
