// Purpose: the component graph's edges: whose outputs the last runs of each component read.
// Params:  namespace, environment: string or null; asOf: µs or null; runs, limit: integer or null.
// Columns: id, source, target, pointers: string, ids of the maker and the reader, the three most frequent names; count, pointerCount: integer.
// Cost:    reads every component (as many as there are kinds of jobs); of each one seek in ComponentRun(component, start), `runs` runs, then their dependencies.
WITH coalesce($asOf, timestamp() * 1000) AS asOf
CALL (asOf) {
  MATCH (c:Component)
  WHERE $namespace IS NULL OR c.namespace = $namespace
  OPTIONAL CALL (c, asOf) {
    MATCH (r:ComponentRun)
    WHERE r.component = c.key AND r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
    RETURN r.start AS start
    ORDER BY r.component DESC, r.start DESC
    LIMIT 1
  }
  WITH c, start
  WHERE start IS NOT NULL OR ($asOf IS NULL AND $environment IS NULL)
  ORDER BY coalesce(start, -4611686018427387904) DESC, c.namespace, c.name
  LIMIT toInteger(coalesce($limit, 200))
  RETURN collect(c) AS shown
}
UNWIND shown AS c
CALL (c, asOf) {
  MATCH (r:ComponentRun)
  WHERE r.component = c.key AND r.start <= asOf AND ($environment IS NULL OR r.environment = $environment)
  RETURN r
  ORDER BY r.component DESC, r.start DESC, r.key DESC
  LIMIT toInteger(coalesce($runs, 50))
}
MATCH (r)-[d:DEPENDS_ON]->()-[:RUN_OF]->(t:Component)
WHERE d.at <= asOf AND t IN shown
WITH c, t, d.pointer AS pointer, count(*) AS count
OPTIONAL MATCH (p:IOPointer {key: pointer})
WITH c, t, count, coalesce(p.fullName, p.name, pointer) AS name
ORDER BY count DESC, name
WITH c, t, sum(count) AS total, count(*) AS pointers, collect(name)[..3] AS names
RETURN
  t.key + ' | ' + c.key AS id,
  t.key AS source,
  c.key AS target,
  total AS count,
  pointers AS pointerCount,
  reduce(text = '', name IN names | text + CASE WHEN text = '' THEN '' ELSE ', ' END + name) AS pointers
ORDER BY target, source
