// Purpose: everything that was made from a pointer, or from a run when no pointer has the name, nearest first.
// Params:  subject: string, a pointer's name or a run's whole id; namespace: string or null; asOf: µs or null, null: now; depth, limit: integer or null.
// Columns: id, component, namespace, state: string; depth: integer; start: time; seconds: float; failedTriggers: integer.
// Cost:    one seek in CONSUMED(pointer, at) or for the run, then for each reader each downstream run once, at most 1,000 steps down.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
CALL (asOf) {
  MATCH (p:IOPointer {name: $subject})
  WHERE $namespace IS NULL OR p.namespace = $namespace
  MATCH (reader:ComponentRun)-[e:CONSUMED]->(:IOPointer)
  WHERE e.pointer = p.key AND e.at <= asOf
  RETURN reader AS root, 1 AS first
  LIMIT toInteger(coalesce($limit, 1000)) + 1
UNION
  MATCH (run:ComponentRun {key: $subject})
  WHERE NOT EXISTS { MATCH (p:IOPointer {name: $subject}) WHERE $namespace IS NULL OR p.namespace = $namespace }
  RETURN run AS root, 0 AS first
}
MATCH path = (root)<-[:DEPENDS_ON*0..1000]-(r:ComponentRun)
WHERE all(step IN relationships(path) WHERE step.at <= asOf)
WITH asOf, root, first, r, min(length(path)) AS steps
WITH asOf, r, min(first + steps) AS depth
WHERE depth >= 1 AND depth <= coalesce($depth, 1001)
ORDER BY depth
LIMIT toInteger(coalesce($limit, 1000))
MATCH (r)-[:RUN_OF]->(c:Component)
RETURN
  r.id AS id,
  coalesce(c.fullName, c.name) AS component,
  c.namespace AS namespace,
  CASE WHEN r.end <= asOf THEN r.state ELSE 'running' END AS state,
  depth AS depth,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  (CASE WHEN r.end <= asOf THEN r.end ELSE asOf END - r.start) / 1000000.0 AS seconds,
  COUNT { MATCH (r)-[:CHECKED]->(t:TriggerResult) WHERE t.status IN ['fail', 'error'] AND t.at <= asOf } AS failedTriggers
ORDER BY depth, start DESC, id
