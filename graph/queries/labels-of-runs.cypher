// Purpose: the labels that these runs carry themselves.
// Params:  keys: string[], run keys.
// Columns: run, label: string, keys.
// Cost:    one index seek a key, then its own edges.
UNWIND $keys AS key
MATCH (:ComponentRun {key: key})-[:LABELLED]->(l:Label)
RETURN key AS run, l.key AS label
