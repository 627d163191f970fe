// Purpose: the outputs that are flagged as wrong, the latest flag first.
// Params:  namespace: string or null; asOf: µs or null, null: now.
// Columns: pointer: string; reason: string, '' for none; at: time.
// Cost:    one seek, then the flags: people set few.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (a:Annotation {kind: 'flag'})-[:ABOUT]->(p:IOPointer)
WHERE a.at <= asOf AND ($namespace IS NULL OR p.namespace = $namespace)
WITH p, a
ORDER BY a.at DESC, a.id DESC
WITH p, head(collect(a)) AS flag
WHERE flag.value = 'true'
RETURN
  coalesce(p.fullName, p.name) AS pointer,
  coalesce(flag.reason, '') AS reason,
  datetime({epochMillis: 0}) + duration({microseconds: flag.at}) AS at
ORDER BY at DESC, pointer
