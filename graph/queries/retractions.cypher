// Purpose: what retracted labels, or took that back, at or before a time.
// Params:  asOf: µs.
// Columns: id, label (key), name, value: string; reason, by: string or null; at: µs.
// Cost:    one seek, then the retractions: people make few.
MATCH (a:Annotation {kind: 'retraction'})-[:ABOUT]->(l:Label)
WHERE a.at <= $asOf
RETURN a.id AS id, l.key AS label, coalesce(l.fullName, l.name) AS name, a.value AS value, a.reason AS reason, a.by AS by, a.at AS at
