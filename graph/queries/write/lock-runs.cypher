// Purpose: locks these runs against other writers and makes the missing ones; says which were there, or are named by others.
// Params:  rows: maps with key and the properties of the node, in key order; a row with a key alone is a span that may be a run.
// Columns: key: string; made: boolean, true when the node is new; known: boolean, true when facts of it have to be loaded; named: boolean, true when runs name it as parent or link to it.
// Cost:    two index seeks a row; waits for writers of the same runs.
UNWIND $rows AS row
MERGE (n:ComponentRun {key: row.key})
ON CREATE SET n += row
ON MATCH SET n.locked = true
WITH row, n, n.locked IS NULL AS made, EXISTS { MATCH (:Span {key: row.key}) } AS named
WHERE row.id IS NOT NULL AND (named OR NOT made)
RETURN row.key AS key, made, NOT made AND n.id IS NOT NULL AS known, named
