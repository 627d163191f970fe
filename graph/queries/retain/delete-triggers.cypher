// Purpose: removes the trigger results of runs that are folded.
// Params:  keys: string[], run keys.
// Columns: none.
// Cost:    one index seek a key, then its own results.
UNWIND $keys AS key
MATCH (r:ComponentRun {key: key})-[:CHECKED]->(t:TriggerResult)
DETACH DELETE t
