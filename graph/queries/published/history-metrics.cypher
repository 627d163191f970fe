// Purpose: the metrics of a component's latest runs, oldest first, as a time series reads them.
// Params:  component: string; namespace, environment: string or null; asOf, since: µs or null; limit: integer or null, runs.
// Columns: start: time; run, metric: string; value: float.
// Cost:    one seek for the component and one in ComponentRun(component, start), `limit` runs (with an environment: until enough are of it), then their metrics.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
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
MATCH (r)-[e:MEASURED]->(m:Metric)
WHERE e.at <= asOf
RETURN
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS start,
  r.id AS run,
  coalesce(m.fullName, m.name) AS metric,
  toFloat(e.value) AS value
ORDER BY start, run, metric, m.component
