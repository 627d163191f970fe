// Purpose: what put these labels on pointers, or took them away, at or before a time.
// Params:  keys: string[], label keys; asOf: µs.
// Columns: id, label, pointer (keys), name, namespace, type, value: string; reason, by: string or null; at: µs.
// Cost:    one index seek a key, then what was said of the label.
UNWIND $keys AS key
MATCH (:Label {key: key})<-[:ABOUT]-(a:Annotation)-[:ABOUT]->(p:IOPointer)
WHERE a.kind = 'label' AND a.at <= $asOf
RETURN a.id AS id, key AS label, p.key AS pointer, coalesce(p.fullName, p.name) AS name, p.namespace AS namespace, p.type AS type, a.value AS value, a.reason AS reason, a.by AS by, a.at AS at
