// Purpose: every run that is nested in one of these, at any distance up to 32.
// Params:  keys: string[], run keys.
// Columns: run, descendant: string.
// Cost:    one index seek a key, then the nested runs.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})<-[:PART_OF*1..32]-(d:ComponentRun)
RETURN DISTINCT key AS run, d.key AS descendant
