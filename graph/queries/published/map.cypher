// Purpose: the component graph's nodes, with failure and stale shares over the last runs of each.
// Params:  namespace, environment, fresherBy: string or null; asOf: µs or null; maxAgeDays: number or null; runs, limit: integer or null.
// Columns: id, component, namespace, owner, lastRun, lastState: string, '' for none; runs, failed, stale: integer; failedShare, staleShare: float or null; lastStart: time or null.
// Cost:    reads every component (as many as there are kinds of jobs); of each one seek in ComponentRun(component, start), `runs` runs, then their edges.
WITH
  coalesce($asOf, timestamp() * 1000) AS asOf,
  toInteger(round(coalesce($maxAgeDays, 30) * 86400000000)) AS maxAge
MATCH (c:Component)
WHERE $namespace IS NULL OR c.namespace = $namespace
CALL (c, asOf, maxAge) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
  WITH r, asOf, maxAge
  ORDER BY r.component DESC, r.start DESC, r.key DESC
  LIMIT toInteger(coalesce($runs, 50))
  WITH
    r,
    r.end <= asOf AND r.state = 'failed' AS failed,
    EXISTS {
      MATCH (r)-[d:DEPENDS_ON]->(x:ComponentRun)-[:RUN_OF]->(:Component)
      WHERE d.at <= asOf
      WITH d, x,
        CASE WHEN x.end <= asOf THEN x.end END AS made,
        CASE WHEN r.start < asOf THEN r.start ELSE asOf END AS until
      WHERE r.start - made > maxAge
        OR made < until AND EXISTS {
          MATCH (f:ComponentRun)
          WHERE f.component = x.component AND f.end > made AND f.end <= until AND f.state = 'ok' AND f.key <> r.key
            AND (coalesce($fresherBy, 'component') = 'component' OR EXISTS { MATCH (f)-[o:PRODUCED]->(:IOPointer) WHERE o.pointer = d.pointer })
        }
        OR EXISTS { MATCH (x)-[:CHECKED]->(t:TriggerResult) WHERE t.status = 'fail' AND t.at <= until }
      RETURN x
    } AS stale
  RETURN
    count(r) AS runs,
    sum(CASE WHEN failed THEN 1 ELSE 0 END) AS failed,
    sum(CASE WHEN stale THEN 1 ELSE 0 END) AS stale,
    collect(r)[0] AS last
}
WITH asOf, c, runs, failed, stale, last
WHERE runs > 0 OR ($asOf IS NULL AND $environment IS NULL)
ORDER BY coalesce(last.start, -4611686018427387904) DESC, c.namespace, c.name
LIMIT toInteger(coalesce($limit, 200))
RETURN
  c.key AS id,
  coalesce(c.fullName, c.name) AS component,
  c.namespace AS namespace,
  coalesce(c.owner, '') AS owner,
  runs,
  failed,
  CASE WHEN runs = 0 THEN null ELSE toFloat(failed) / runs END AS failedShare,
  stale,
  CASE WHEN runs = 0 THEN null ELSE toFloat(stale) / runs END AS staleShare,
  coalesce(last.id, '') AS lastRun,
  CASE WHEN last IS NULL THEN '' WHEN last.end <= asOf THEN last.state ELSE 'running' END AS lastState,
  datetime({epochMillis: 0}) + duration({microseconds: last.start}) AS lastStart
ORDER BY namespace, component
