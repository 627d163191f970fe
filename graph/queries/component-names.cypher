// Purpose: what components are called.
// Params:  keys: string[], component keys.
// Columns: key, name, namespace: string.
// Cost:    one index seek a key.
UNWIND $keys AS key
MATCH (c:Component {key: key})
RETURN key AS key, coalesce(c.fullName, c.name) AS name, c.namespace AS namespace
