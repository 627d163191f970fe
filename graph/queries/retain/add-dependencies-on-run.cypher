// Purpose: adds to what summaries depend on: ComponentRun nodes.
// Params:  rows: maps with from, to (keys), pointer (key, or '' for those of one day), at (µs) and reads (integer).
// Columns: none.
// Cost:    two index seeks a row, then the summary's own edges.
UNWIND $rows AS row
MATCH (s:DailyRuns {key: row.from})
MATCH (x:ComponentRun {key: row.to})
MERGE (s)-[d:DEPENDS_ON {pointer: row.pointer}]->(x)
ON CREATE SET d.at = row.at, d.reads = row.reads
ON MATCH SET d.reads = d.reads + row.reads, d.at = CASE WHEN row.at < d.at THEN row.at ELSE d.at END
