// Purpose: keeps what child spans say until their run is known.
// Params:  rows: maps with key, parent (key of the span that it waits for), facts (string) and since (µs, when it came).
// Columns: none.
// Cost:    two index seeks a row.
UNWIND $rows AS row
MERGE (c:Span {key: row.key})
MERGE (p:Span {key: row.parent})
SET c.waits = true, c.facts = row.facts, c.waitsSince = coalesce(c.waitsSince, row.since)
MERGE (c)-[:CHILD_OF]->(p)
