// Purpose: what put labels on these pointers, or took them away, at or before a time.
// Params:  keys: string[], pointer keys; asOf: µs.
// Columns: id, label, pointer (keys), name, namespace, type, value: string; reason, by: string or null; at: µs.
// Cost:    one index seek a key, then what was said of the pointer.
UNWIND $keys AS key
MATCH (p:IOPointer {key: key})<-[:ABOUT]-(a:Annotation)-[:ABOUT]->(l:Label)
WHERE a.kind = 'label' AND a.at <= $asOf
RETURN a.id AS id, l.key AS label, key AS pointer, coalesce(p.fullName, p.name) AS name, p.namespace AS namespace, p.type AS type, a.value AS value, a.reason AS reason, a.by AS by, a.at AS at
