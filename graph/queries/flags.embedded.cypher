// Purpose: every flag that was set or cleared at or before a time.
// Params:  asOf: µs.
// Columns: key, id, value: string; reason, by: string or null; at: µs; pointer, name, namespace: string.
// Cost:    one seek, then the flags. "Not after": for "at or before" this engine walks a range of all times and leaves the seek.
MATCH (a:Annotation {kind: 'flag'})-[:ABOUT]->(p:IOPointer)
WHERE NOT a.at > $asOf
RETURN a.id AS id, a.value AS value, a.reason AS reason, a.by AS by, a.at AS at, p.key AS pointer, coalesce(p.fullName, p.name) AS name, p.namespace AS namespace
