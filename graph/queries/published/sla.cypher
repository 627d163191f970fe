// Purpose: whether a metric of a component keeps its objective, over the runs of the last days.
// Params:  component, metric: string; atLeast, atMost: number or null, one of them; windowDays: number or null; minRuns: integer or null; namespace, environment: string or null; asOf: µs or null.
// Columns: component, namespace, metric: string; state: string, unknown, ok, atRisk or breached; n, windowRuns, outside: integer; value, least, greatest, earlier, later: float or null; trend: string.
// Cost:    one seek for the component and one in ComponentRun(component, start), the window's runs, at most 10,000, then their metrics.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
WITH asOf, asOf - toInteger(round(coalesce($windowDays, 7) * 86400000000)) AS since
MATCH (c:Component {name: $component})
WHERE $namespace IS NULL OR c.namespace = $namespace
CALL (c, asOf, since) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start >= since AND r.start <= asOf
    AND ($environment IS NULL OR r.environment = $environment)
  WITH r
  ORDER BY r.component DESC, r.start DESC, r.key DESC
  LIMIT 10000
  RETURN collect(r) AS runs
}
CALL (runs, asOf) {
  UNWIND runs AS r
  MATCH (r)-[e:MEASURED]->(m:Metric {name: $metric})
  WHERE e.at <= asOf
  WITH e.value AS value, coalesce(m.fullName, m.name) AS name
  ORDER BY e.at, r.key, m.component
  RETURN collect(value) AS numbers, collect(name)[0] AS measured
}
WITH c, coalesce(measured, $metric) AS metric, size(runs) AS windowRuns, numbers, size(numbers) AS n, size(numbers) / 2 AS half
WITH
  c, metric, windowRuns, numbers, n,
  reduce(a = numbers[0], x IN numbers | CASE WHEN x < a THEN x ELSE a END) AS least,
  reduce(a = numbers[0], x IN numbers | CASE WHEN x > a THEN x ELSE a END) AS greatest,
  reduce(sum = 0.0, x IN numbers | sum + x / n) AS rawMean,
  numbers[..half] AS first,
  numbers[half..] AS second
WITH
  c, metric, windowRuns, numbers, n, least, greatest,
  CASE WHEN n = 0 THEN null WHEN rawMean < least THEN least WHEN rawMean > greatest THEN greatest ELSE rawMean END AS value,
  CASE WHEN n < 2 THEN null ELSE {
    mean: reduce(sum = 0.0, x IN first | sum + x / size(first)),
    least: reduce(a = first[0], x IN first | CASE WHEN x < a THEN x ELSE a END),
    greatest: reduce(a = first[0], x IN first | CASE WHEN x > a THEN x ELSE a END)
  } END AS e,
  CASE WHEN n < 2 THEN null ELSE {
    mean: reduce(sum = 0.0, x IN second | sum + x / size(second)),
    least: reduce(a = second[0], x IN second | CASE WHEN x < a THEN x ELSE a END),
    greatest: reduce(a = second[0], x IN second | CASE WHEN x > a THEN x ELSE a END)
  } END AS l,
  size([x IN numbers WHERE CASE WHEN $atLeast IS NOT NULL THEN x < $atLeast ELSE x > $atMost END]) AS outside
WITH
  c, metric, windowRuns, n, least, greatest, value, outside,
  CASE WHEN e.mean < e.least THEN e.least WHEN e.mean > e.greatest THEN e.greatest ELSE e.mean END AS earlier,
  CASE WHEN l.mean < l.least THEN l.least WHEN l.mean > l.greatest THEN l.greatest ELSE l.mean END AS later
RETURN
  coalesce(c.fullName, c.name) AS component,
  c.namespace AS namespace,
  metric,
  CASE
    WHEN ($atLeast IS NULL) = ($atMost IS NULL) OR n = 0 OR n < coalesce($minRuns, 3) THEN 'unknown'
    WHEN value < $atLeast OR value > $atMost THEN 'breached'
    WHEN toFloat(outside) / n >= 0.1 THEN 'atRisk'
    WHEN later < $atLeast OR later > $atMost THEN 'atRisk'
    ELSE 'ok'
  END AS state,
  value,
  n,
  windowRuns,
  outside,
  least,
  greatest,
  earlier,
  later,
  CASE
    WHEN n < 2 THEN 'unknown'
    WHEN abs(later - earlier) <= 0.01 * CASE WHEN abs(earlier) > abs(later) THEN abs(earlier) ELSE abs(later) END THEN 'steady'
    WHEN ($atLeast IS NOT NULL) = (later > earlier) THEN 'improving'
    ELSE 'worsening'
  END AS trend
ORDER BY namespace
