// Purpose: the runs that the flagged outputs share: how many of them each run took part in. Without lift: the question compares with unflagged outputs, this text counts.
// Params:  namespace: string or null; asOf: µs or null, null: now; limit: integer or null.
// Columns: id, component, namespace, state: string; start: time; count: integer, flagged outputs; coverage: float, of all flagged outputs that a known run wrote.
// Cost:    one seek, then the flags (people set few); two seeks and the trace of each flagged pointer, at most 1,000 steps up.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (a:Annotation {kind: 'flag'})-[:ABOUT]->(p:IOPointer)
WHERE a.at <= asOf AND ($namespace IS NULL OR p.namespace = $namespace)
WITH asOf, p, a
ORDER BY a.at DESC, a.id DESC
WITH asOf, p, head(collect(a.value)) AS value
WHERE value = 'true'
CALL (p, asOf) {
  MATCH (w:ComponentRun)-[e:PRODUCED]->(:IOPointer)
  WHERE e.pointer = p.key AND e.at <= asOf
    AND NOT EXISTS {
      MATCH (w)<-[:PART_OF*1..32]-(inner:ComponentRun)-[i:PRODUCED]->(:IOPointer)
      WHERE i.pointer = p.key AND i.at <= asOf
    }
  RETURN w AS root
  ORDER BY e.pointer DESC, e.at DESC, w.key DESC
  LIMIT 1
}
WITH asOf, collect(root) AS roots
WITH asOf, roots, size(roots) AS flagged
UNWIND roots AS root
WITH asOf, flagged, root, count(*) AS outputs
MATCH path = (root)-[:DEPENDS_ON*0..1000]->(r:ComponentRun)
WHERE all(step IN relationships(path) WHERE step.at <= asOf)
WITH DISTINCT asOf, flagged, root, outputs, r
WITH asOf, flagged, r, sum(outputs) AS count
MATCH (r)-[:RUN_OF]->(c:Component)
RETURN
  r.id AS id,
  coalesce(c.fullName, c.name) AS component,
  c.namespace AS namespace,
  CASE WHEN r.end <= asOf THEN r.state ELSE 'running' END AS state,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  count AS count,
  toFloat(count) / flagged AS coverage
ORDER BY count DESC, start DESC, id DESC
LIMIT toInteger(coalesce($limit, 20))
