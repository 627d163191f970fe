// Purpose: all tags with the number of components that carry each; asked of a time or environment, only those with a run then or there.
// Params:  namespace, environment: string or null; asOf: µs or null, null: now.
// Columns: tag: string; components: integer.
// Cost:    reads every component (as many as there are kinds of jobs), one seek each in ComponentRun(component, start).
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (c:Component)
WHERE $namespace IS NULL OR c.namespace = $namespace
OPTIONAL CALL (c, asOf) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
  RETURN r
  ORDER BY r.component DESC, r.start DESC
  LIMIT 1
}
WITH c, r
WHERE r IS NOT NULL OR ($asOf IS NULL AND $environment IS NULL)
UNWIND coalesce(c.tags, []) AS tag
RETURN tag AS tag, count(*) AS components
ORDER BY tag
