// Purpose: labels of these keys.
// Params:  keys: string[].
// Columns: key, name: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (l:Label {key: key})
RETURN key AS key, coalesce(l.fullName, l.name) AS name
