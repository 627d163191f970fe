// Purpose: what one run read and wrote, with the run that each input came from.
// Params:  run: string, its whole id; asOf: µs or null, null: now.
// Columns: direction: string, input or output; pointer, type: string; at: time; digest, producer: string, '' for none; flagged: boolean; rows, bytes: integer or null.
// Cost:    one index seek, then its own edges and the flags of its pointers.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (r:ComponentRun {key: $run})-[:RUN_OF]->(:Component)
MATCH (r)-[e:CONSUMED|PRODUCED]->(q:IOPointer)
WHERE e.at <= asOf
RETURN
  CASE type(e) WHEN 'CONSUMED' THEN 'input' ELSE 'output' END AS direction,
  coalesce(q.fullName, q.name) AS pointer,
  q.type AS type,
  datetime({epochMillis: 0}) + duration({microseconds: e.at}) AS at,
  coalesce(e.digest, '') AS digest,
  CASE type(e)
    WHEN 'CONSUMED' THEN coalesce(head(COLLECT { MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun) WHERE d.pointer = q.key AND d.at <= asOf RETURN x.id }), '')
    ELSE ''
  END AS producer,
  coalesce(head(COLLECT {
    MATCH (q)<-[:ABOUT]-(a:Annotation)
    WHERE a.kind = 'flag' AND a.at <= asOf
    RETURN a.value = 'true'
    ORDER BY a.at DESC, a.id DESC
    LIMIT 1
  }), false) AS flagged,
  e.rows AS rows,
  e.bytes AS bytes
ORDER BY direction, pointer
