// Purpose: gives runs of a store of an older schema their blocks of time.
// Params:  rows: maps with key, startBlock, endBlock and anyStartBlock (keys of blocks, or null).
// Columns: none.
// Cost:    one index seek a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.key})
SET r.startBlock = row.startBlock, r.endBlock = row.endBlock, r.anyStartBlock = row.anyStartBlock
