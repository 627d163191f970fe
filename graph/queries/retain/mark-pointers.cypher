// Purpose: keeps at pointers that stay when folded runs had first and last used them.
// Params:  rows: maps with pointer (key), first and last (µs).
// Columns: none.
// Cost:    one index seek a row.
UNWIND $rows AS row
MATCH (p:IOPointer {key: row.pointer})
SET p.foldedFirst = CASE WHEN p.foldedFirst IS NULL OR row.first < p.foldedFirst THEN row.first ELSE p.foldedFirst END,
    p.foldedLast = CASE WHEN p.foldedLast IS NULL OR row.last > p.foldedLast THEN row.last ELSE p.foldedLast END
