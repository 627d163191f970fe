// Purpose: locks these runs against other writers, making missing ones; says which were known.
// Params:  keys: string[], node keys in key order.
// Columns: key: string; known: boolean, true when the run's facts have to be loaded.
// Cost:    one index seek a key; waits for writers of the same runs.
UNWIND $keys AS key
MERGE (n:ComponentRun {key: key})
SET n.locked = true
RETURN key AS key, n.id IS NOT NULL AS known
