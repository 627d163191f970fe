// Purpose: all components with owner, tags and last run; asked of a time or environment, only those with a run then or there.
// Params:  owner, tag, namespace, environment: string or null; asOf: µs or null, null: now; limit: integer or null.
// Columns: name, namespace: string; description, owner, tags, lastRun, lastState: string, '' for none; lastStart: time or null.
// Cost:    reads every component (as many as there are kinds of jobs), one seek each in ComponentRun(component, start).
WITH coalesce($asOf, timestamp() * 1000) AS asOf
MATCH (c:Component)
WHERE ($namespace IS NULL OR c.namespace = $namespace)
  AND ($owner IS NULL OR c.owner = $owner)
  AND ($tag IS NULL OR $tag IN coalesce(c.tags, []))
OPTIONAL CALL (c, asOf) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
  RETURN r
  ORDER BY r.component DESC, r.start DESC, r.key DESC
  LIMIT 1
}
WITH asOf, c, r
WHERE r IS NOT NULL OR ($asOf IS NULL AND $environment IS NULL)
RETURN
  coalesce(c.fullName, c.name) AS name,
  c.namespace AS namespace,
  coalesce(c.description, '') AS description,
  coalesce(c.owner, '') AS owner,
  reduce(text = '', tag IN coalesce(c.tags, []) | text + CASE WHEN text = '' THEN '' ELSE ', ' END + tag) AS tags,
  coalesce(r.id, '') AS lastRun,
  CASE WHEN r IS NULL THEN '' WHEN r.end <= asOf THEN r.state ELSE 'running' END AS lastState,
  datetime({epochMillis: 0}) + duration({microseconds: r.start}) AS lastStart
ORDER BY namespace, name
LIMIT toInteger(coalesce($limit, 1000))
