// Purpose: the runs that a pointer was made from, nearest first, with their own (not inherited) staleness.
// Params:  pointer: string; namespace, environment, fresherBy: string or null; asOf: µs or null, null: now; depth, limit: integer or null; maxAgeDays: number or null.
// Columns: id, component, namespace, state: string; depth: integer; start: time; seconds: float; stale: string, kinds; failedTriggers: integer.
// Cost:    two seeks to the latest writer, then each upstream run once, at most 1,000 steps up; one seek a dependency in ComponentRun(component, end).
WITH
  coalesce($asOf, timestamp() * 1000) AS asOf,
  toInteger(round(coalesce($maxAgeDays, 30) * 86400000000)) AS maxAge
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
WITH asOf, maxAge, r, min(length(path)) + 1 AS depth
WHERE depth <= coalesce($depth, 1001)
LIMIT toInteger(coalesce($limit, 10000))
MATCH (r)-[:RUN_OF]->(c:Component)
CALL (r, asOf, maxAge) {
  MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)-[:RUN_OF]->(:Component)
  WHERE d.at <= asOf
  WITH r, asOf, maxAge, d, x,
    CASE WHEN x.end <= asOf THEN x.end END AS made,
    CASE WHEN r.start < asOf THEN r.start ELSE asOf END AS until
  WITH
    r.start - made > maxAge AS old,
    made < until AND EXISTS {
      MATCH (f:ComponentRun)
      WHERE f.component = x.component AND f.end > made AND f.end <= until AND f.state = 'ok' AND f.key <> r.key
        AND (coalesce($fresherBy, 'component') = 'component' OR EXISTS { MATCH (f)-[o:PRODUCED]->(:IOPointer) WHERE o.pointer = d.pointer })
    } AS fresher,
    EXISTS { MATCH (x)-[:CHECKED]->(t:TriggerResult) WHERE t.status = 'fail' AND t.at <= until } AS trigger
  RETURN
    CASE WHEN max(CASE WHEN old THEN 1 ELSE 0 END) = 1 THEN ['old'] ELSE [] END +
    CASE WHEN max(CASE WHEN fresher THEN 1 ELSE 0 END) = 1 THEN ['fresher'] ELSE [] END +
    CASE WHEN max(CASE WHEN trigger THEN 1 ELSE 0 END) = 1 THEN ['trigger'] ELSE [] END AS kinds
}
RETURN
  r.id AS id,
  coalesce(c.fullName, c.name) AS component,
  c.namespace AS namespace,
  CASE WHEN r.end <= asOf THEN r.state ELSE 'running' END AS state,
  depth AS depth,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  (CASE WHEN r.end <= asOf THEN r.end ELSE asOf END - r.start) / 1000000.0 AS seconds,
  reduce(text = '', kind IN kinds | text + CASE WHEN text = '' THEN '' ELSE ', ' END + kind) AS stale,
  COUNT { MATCH (r)-[:CHECKED]->(t:TriggerResult) WHERE t.status IN ['fail', 'error'] AND t.at <= asOf } AS failedTriggers
ORDER BY depth, start DESC, id
