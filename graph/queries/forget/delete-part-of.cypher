// Purpose: takes runs out of all that they are directly nested in.
// Params:  keys: string[], run keys.
// Columns: none.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[e:PART_OF]->(:ComponentRun)
DELETE e
