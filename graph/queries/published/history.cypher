// Purpose: a component's latest runs, newest first, with their own (not inherited) staleness.
// Params:  component: string; namespace, environment, fresherBy: string or null; asOf, since: µs or null; maxAgeDays: number or null; limit: integer or null.
// Columns: id, state: string; start: time; seconds: float; stale, error: string, '' for none; failedTriggers: integer.
// Cost:    one seek for the component and one in ComponentRun(component, start), `limit` runs (with an environment: until enough are of it), then their edges.
WITH
  coalesce($asOf, timestamp() * 1000) AS asOf,
  toInteger(round(coalesce($maxAgeDays, 30) * 86400000000)) AS maxAge
MATCH (c:Component {name: $component})
WHERE $namespace IS NULL OR c.namespace = $namespace
CALL (c, asOf) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start >= coalesce($since, -4611686018427387904) AND r.start <= asOf
    AND ($environment IS NULL OR r.environment = $environment)
  RETURN r
  ORDER BY r.component DESC, r.start DESC, r.key DESC
  LIMIT toInteger(coalesce($limit, 10))
}
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
  CASE WHEN r.end <= asOf THEN r.state ELSE 'running' END AS state,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  (CASE WHEN r.end <= asOf THEN r.end ELSE asOf END - r.start) / 1000000.0 AS seconds,
  reduce(text = '', kind IN kinds | text + CASE WHEN text = '' THEN '' ELSE ', ' END + kind) AS stale,
  CASE WHEN r.end <= asOf THEN coalesce(r.error, '') ELSE '' END AS error,
  COUNT { MATCH (r)-[:CHECKED]->(t:TriggerResult) WHERE t.status IN ['fail', 'error'] AND t.at <= asOf } AS failedTriggers
ORDER BY start DESC, id DESC
