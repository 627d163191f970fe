// Purpose: the last runs of all components, newest first, with their own (not inherited) staleness.
// Params:  namespace, environment, fresherBy: string or null; asOf: µs or null, null: now; maxAgeDays: number or null; limit: integer or null.
// Columns: id, component, namespace, state: string; start: time; seconds: float; stale: string, kinds; failedTriggers: integer.
// Cost:    one seek in ComponentRun(start), with a namespace one a component of it, `limit` runs (with an environment: until enough are of it), then their edges.
WITH
  coalesce($asOf, timestamp() * 1000) AS asOf,
  toInteger(round(coalesce($maxAgeDays, 30) * 86400000000)) AS maxAge
CALL (asOf) {
  MATCH (r:ComponentRun)
  WHERE r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
  RETURN r
  ORDER BY r.start DESC, r.key DESC
  LIMIT CASE WHEN $namespace IS NULL THEN toInteger(coalesce($limit, 10)) ELSE 0 END
UNION
  MATCH (c:Component)
  WHERE c.namespace = $namespace
  CALL (c, asOf) {
    MATCH (r:ComponentRun)
    WHERE r.component = c.key AND r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
    RETURN r
    ORDER BY r.component DESC, r.start DESC, r.key DESC
    LIMIT toInteger(coalesce($limit, 10))
  }
  RETURN r
  ORDER BY r.start DESC, r.key DESC
  LIMIT toInteger(coalesce($limit, 10))
}
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
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  (CASE WHEN r.end <= asOf THEN r.end ELSE asOf END - r.start) / 1000000.0 AS seconds,
  reduce(text = '', kind IN kinds | text + CASE WHEN text = '' THEN '' ELSE ', ' END + kind) AS stale,
  COUNT { MATCH (r)-[:CHECKED]->(t:TriggerResult) WHERE t.status IN ['fail', 'error'] AND t.at <= asOf } AS failedTriggers
ORDER BY start DESC, id DESC
