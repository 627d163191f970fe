// Purpose: pointers of these names, in any namespace.
// Params:  names: string[], keys of names.
// Columns: key, namespace, name, type: string.
// Cost:    one index seek a name.
UNWIND $names AS wanted
MATCH (p:IOPointer {name: wanted})
RETURN p.key AS key, p.namespace AS namespace, coalesce(p.fullName, p.name) AS name, p.type AS type
