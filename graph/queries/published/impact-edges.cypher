// Purpose: the dependencies among what was made from a pointer or a run (the run included): the edges frame of a node graph.
// Params:  subject: string, a pointer's name or a run's whole id; namespace: string or null; asOf: µs or null, null: now; depth, limit: integer or null (runs, as in impact).
// Columns: id: string, unique; source: string, run that wrote; target: string, run that read; pointer: string.
// Cost:    as impact, and each run's dependencies once more.
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
WHERE depth <= coalesce($depth, 1001)
ORDER BY depth
LIMIT toInteger(coalesce($limit, 1000)) + 1
WITH asOf, collect(r) AS runs
UNWIND runs AS r
MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)
WHERE d.at <= asOf AND x IN runs
MATCH (q:IOPointer {key: d.pointer})
WITH x.id AS source, r.id AS target, coalesce(q.fullName, q.name) AS pointer
RETURN source + ' | ' + target + ' | ' + pointer AS id, source AS source, target AS target, pointer AS pointer
ORDER BY target, source, pointer
