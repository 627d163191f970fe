// Purpose: seeks by time in an engine whose indexes know equality only; see src/time-blocks.ts.
// Params:  none.
// Columns: none.
// Cost:    each statement once; then every run of a store that was made before, once.
CREATE INDEX time_block_key FOR (n:TimeBlock) ON (n.key);
CREATE INDEX run_start_block FOR (n:ComponentRun) ON (n.startBlock);
CREATE INDEX run_end_block FOR (n:ComponentRun) ON (n.endBlock);
CREATE INDEX run_any_start_block FOR (n:ComponentRun) ON (n.anyStartBlock);
