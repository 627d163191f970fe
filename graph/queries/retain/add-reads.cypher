// Purpose: adds to how often the runs of a summary read a pointer, and since when.
// Params:  rows: maps with from, to (keys), at (µs) and reads (integer).
// Columns: none.
// Cost:    two index seeks a row, then the summary's own edges.
UNWIND $rows AS row
MATCH (s:DailyRuns {key: row.from})
MATCH (p:IOPointer {key: row.to})
MERGE (s)-[e:READ]->(p)
ON CREATE SET e.at = row.at, e.reads = row.reads
ON MATCH SET e.reads = e.reads + row.reads, e.at = CASE WHEN row.at < e.at THEN row.at ELSE e.at END
