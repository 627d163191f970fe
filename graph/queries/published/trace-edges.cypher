// Purpose: the dependencies among the runs of a pointer's trace: the edges frame of a node graph, in the direction of the data.
// Params:  pointer: string; namespace, environment: string or null; asOf: µs or null, null: now; depth, limit: integer or null (runs, as in trace).
// Columns: id: string, unique; source: string, run that wrote; target: string, run that read; pointer: string.
// Cost:    two seeks to the latest writer, then each upstream run and its dependencies once, at most 1,000 steps up.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (p:IOPointer {name: $pointer})
WHERE $namespace IS NULL OR p.namespace = $namespace
CALL (p, asOf) {
  MATCH (w:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = p.key AND e.at <= asOf
    AND ($environment IS NULL OR w.environment = $environment)
    AND NOT EXISTS {
      MATCH (w)<-[:PART_OF*1..32]-(inner:ComponentRun)-[i:PRODUCED]->(:IOPointer)
      WHERE i.pointer = p.key AND i.at <= asOf AND ($environment IS NULL OR inner.environment = $environment)
    }
  RETURN w AS root
  ORDER BY e.pointer DESC, e.at DESC, w.key DESC
  LIMIT 1
}
MATCH path = (root)-[:DEPENDS_ON*0..1000]->(r:ComponentRun)
WHERE all(step IN relationships(path) WHERE step.at <= asOf)
WITH asOf, r, min(length(path)) + 1 AS depth
WHERE depth <= coalesce($depth, 1001)
LIMIT toInteger(coalesce($limit, 10000))
WITH asOf, collect(r) AS runs
UNWIND runs AS r
MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)
WHERE d.at <= asOf AND x IN runs
MATCH (q:IOPointer {key: d.pointer})
WITH x.id AS source, r.id AS target, coalesce(q.fullName, q.name) AS pointer
RETURN source + ' | ' + target + ' | ' + pointer AS id, source AS source, target AS target, pointer AS pointer
ORDER BY target, source, pointer
