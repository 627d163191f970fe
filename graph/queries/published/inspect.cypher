// Purpose: one run in one row: what ran, when, where, its own (not inherited) staleness, and how much it read and wrote.
// Params:  run: string, its whole id; asOf: µs or null, null: now; maxAgeDays: number or null; fresherBy: string or null.
// Columns: id, component, namespace, owner, state: string; start: time; seconds: float; environment, service, codeVersion, codeDigest, traceId, spanId, error, stale: string, '' for none; inputs, outputs, failedTriggers: integer.
// Cost:    one index seek, then its own edges; one seek a dependency in ComponentRun(component, end).
WITH
  coalesce($asOf, timestamp() * 1000) AS asOf,
  toInteger(round(coalesce($maxAgeDays, 30) * 86400000000)) AS maxAge
MATCH (r:ComponentRun {key: $run})-[:RUN_OF]->(c:Component)
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
  coalesce(c.owner, '') AS owner,
  CASE WHEN r.end <= asOf THEN r.state ELSE 'running' END AS state,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  (CASE WHEN r.end <= asOf THEN r.end ELSE asOf END - r.start) / 1000000.0 AS seconds,
  coalesce(r.environment, '') AS environment,
  coalesce(r.service, '') AS service,
  coalesce(r.codeVersion, '') AS codeVersion,
  coalesce(r.codeDigest, '') AS codeDigest,
  coalesce(r.traceId, '') AS traceId,
  coalesce(r.spanId, '') AS spanId,
  CASE WHEN r.end <= asOf THEN coalesce(r.error, '') ELSE '' END AS error,
  reduce(text = '', kind IN kinds | text + CASE WHEN text = '' THEN '' ELSE ', ' END + kind) AS stale,
  COUNT { MATCH (r)-[e:CONSUMED]->(:IOPointer) WHERE e.at <= asOf } AS inputs,
  COUNT { MATCH (r)-[e:PRODUCED]->(:IOPointer) WHERE e.at <= asOf } AS outputs,
  COUNT { MATCH (r)-[:CHECKED]->(t:TriggerResult) WHERE t.status IN ['fail', 'error'] AND t.at <= asOf } AS failedTriggers
