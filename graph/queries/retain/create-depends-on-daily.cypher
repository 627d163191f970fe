// Purpose: makes runs depend on the summaries that their producers were folded into.
// Params:  rows: maps with from, to (keys), pointer (key) and at (µs).
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MATCH (r:ComponentRun {key: row.from})
MATCH (s:DailyRuns {key: row.to})
CREATE (r)-[:DEPENDS_ON {pointer: row.pointer, at: row.at}]->(s)
