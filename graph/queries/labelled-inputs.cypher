// Purpose: what put labels on the pointers that these runs read, or took them away; both at or before a time.
// Params:  keys: string[], run keys; asOf: µs.
// Columns: id, run, label, pointer (keys), name, namespace, type, value: string; reason, by: string or null; at: µs.
// Cost:    one index seek a key, then its inputs and what was said of them.
UNWIND $keys AS key
MATCH (:ComponentRun {key: key})-[e:CONSUMED]->(p:IOPointer)<-[:ABOUT]-(a:Annotation)-[:ABOUT]->(l:Label)
WHERE e.at <= $asOf AND a.kind = 'label' AND a.at <= $asOf
RETURN key AS run, a.id AS id, l.key AS label, p.key AS pointer, coalesce(p.fullName, p.name) AS name, p.namespace AS namespace, p.type AS type, a.value AS value, a.reason AS reason, a.by AS by, a.at AS at
