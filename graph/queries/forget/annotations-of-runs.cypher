// Purpose: what was said of these, by key.
// Params:  keys: string[], node keys.
// Columns: key: string; label: string or null, key of the label that it puts on.
// Cost:    one index seek a key, then its annotations.
UNWIND $keys AS key
MATCH (n:ComponentRun {key: key})<-[:ABOUT]-(a:Annotation)
RETURN a.key AS key, a.label AS label
