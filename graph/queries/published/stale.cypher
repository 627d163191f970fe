// Purpose: why runs are stale now by what they themselves read: the last run of every component, or a pointer's writer, a run, or a component's last run. Reasons inherited from further up are the question's.
// Params:  subject: string or null, a pointer, a run's whole id or a component; namespace, environment, fresherBy: string or null; asOf: µs or null, null: now; maxAgeDays: number or null.
// Columns: id, component, namespace: string; start: time; kind: string, old, fresher or trigger; dependency: string, a run's id.
// Cost:    without a subject every component (as many as there are kinds of jobs) and one seek each; then the runs' own edges and one seek a dependency and an input.
WITH
  coalesce($asOf, timestamp() * 1000) AS asOf,
  toInteger(round(coalesce($maxAgeDays, 30) * 86400000000)) AS maxAge
CALL (asOf) {
  MATCH (c:Component)
  WHERE $subject IS NULL AND ($namespace IS NULL OR c.namespace = $namespace)
  CALL (c, asOf) {
    MATCH (last:ComponentRun)
    WHERE last.component = c.key AND last.start <= asOf AND ($environment IS NULL OR last.environment = $environment)
    RETURN last
    ORDER BY last.component DESC, last.start DESC, last.key DESC
    LIMIT 1
  }
  RETURN last AS r
UNION
  MATCH (p:IOPointer {name: $subject})
  WHERE $namespace IS NULL OR p.namespace = $namespace
  CALL (p, asOf) {
    MATCH (w:ComponentRun)-[e:PRODUCED]->(:IOPointer)
    WHERE e.pointer = p.key AND e.at <= asOf
      AND ($environment IS NULL OR w.environment = $environment)
      AND NOT EXISTS {
        MATCH (w)<-[:PART_OF*1..32]-(inner:ComponentRun)-[i:PRODUCED]->(:IOPointer)
        WHERE i.pointer = p.key AND i.at <= asOf AND ($environment IS NULL OR inner.environment = $environment)
      }
    RETURN w
    ORDER BY e.pointer DESC, e.at DESC, w.key DESC
    LIMIT 1
  }
  RETURN w AS r
UNION
  MATCH (run:ComponentRun {key: $subject})
  WHERE NOT EXISTS { MATCH (p:IOPointer {name: $subject}) WHERE $namespace IS NULL OR p.namespace = $namespace }
  RETURN run AS r
UNION
  MATCH (c:Component {name: $subject})
  WHERE ($namespace IS NULL OR c.namespace = $namespace)
    AND NOT EXISTS { MATCH (p:IOPointer {name: $subject}) WHERE $namespace IS NULL OR p.namespace = $namespace }
    AND NOT EXISTS { MATCH (run:ComponentRun {key: $subject}) }
  CALL (c, asOf) {
    MATCH (last:ComponentRun)
    WHERE last.component = c.key AND last.start <= asOf AND ($environment IS NULL OR last.environment = $environment)
    RETURN last
    ORDER BY last.component DESC, last.start DESC, last.key DESC
    LIMIT 1
  }
  RETURN last AS r
}
MATCH (r)-[:RUN_OF]->(c:Component)
CALL (r, asOf, maxAge) {
  MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)-[:RUN_OF]->(:Component)
  WHERE d.at <= asOf AND x.end <= asOf AND asOf - x.end > maxAge
  RETURN 'old' AS kind, x.id AS dependency
UNION
  MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)-[:RUN_OF]->(:Component)
  WHERE d.at <= asOf AND x.end < asOf AND EXISTS {
    MATCH (f:ComponentRun)
    WHERE f.component = x.component AND f.end > x.end AND f.end <= asOf AND f.state = 'ok' AND f.key <> r.key
      AND (coalesce($fresherBy, 'component') = 'component' OR EXISTS { MATCH (f)-[o:PRODUCED]->(:IOPointer) WHERE o.pointer = d.pointer })
  }
  RETURN 'fresher' AS kind, x.id AS dependency
UNION
  MATCH (r)-[e:CONSUMED]->(q:IOPointer)
  WHERE e.at <= asOf
  CALL (q, asOf) {
    MATCH (w:ComponentRun)-[n:PRODUCED]->(:IOPointer)
    WHERE n.pointer = q.key AND n.at <= asOf
    RETURN w, n
    ORDER BY n.pointer DESC, n.at DESC, w.key DESC
    LIMIT 1
  }
  WITH r, e, w, n
  WHERE n.at > e.at AND NOT coalesce(n.digest = e.digest, false) AND w <> r
    AND NOT EXISTS { MATCH (w)-[:PART_OF*1..32]->(r) }
    AND NOT EXISTS { MATCH (r)-[:PART_OF*1..32]->(w) }
  RETURN 'fresher' AS kind, w.id AS dependency
UNION
  MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)-[:RUN_OF]->(:Component)
  WHERE d.at <= asOf AND EXISTS { MATCH (x)-[:CHECKED]->(t:TriggerResult) WHERE t.status = 'fail' AND t.at <= asOf }
  RETURN 'trigger' AS kind, x.id AS dependency
}
RETURN
  r.id AS id,
  coalesce(c.fullName, c.name) AS component,
  c.namespace AS namespace,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  kind AS kind,
  dependency AS dependency
ORDER BY start DESC, id, kind, dependency
