// Purpose: the latest runs of the components of one namespace.
// Params:  namespace: string; asOf: µs; environment: string or null, null: any; limit: integer.
// Columns: key: string; start: µs.
// Cost:    reads every component (as many as there are kinds of jobs), one seek and `limit` entries each of the namespace in ComponentRun(component, start); with an environment until enough are of it.
MATCH (c:Component)
WHERE c.namespace = $namespace
CALL (c) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start <= $asOf AND ($environment IS NULL OR r.environment = $environment)
  RETURN r
  ORDER BY r.component DESC, r.start DESC, r.key DESC
  LIMIT $limit
}
RETURN r.key AS key, r.start AS start
ORDER BY start DESC, key DESC
LIMIT $limit
