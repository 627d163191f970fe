// Purpose: when a component's last run before a time started, and when its last ok run ended.
// Params:  component: string, its key; horizon: µs.
// Columns: start, end: µs or null.
// Cost:    two seeks in the indexes on ComponentRun(component, start) and (component, end), then what is not ok.
CALL () {
  MATCH (r:ComponentRun)
  WHERE r.component = $component AND r.start < $horizon
  WITH r ORDER BY r.component DESC, r.start DESC LIMIT 1
  RETURN max(r.start) AS start
}
CALL () {
  MATCH (r:ComponentRun)
  WHERE r.component = $component AND r.end < $horizon AND r.state = 'ok'
  WITH r ORDER BY r.component DESC, r.end DESC LIMIT 1
  RETURN max(r.end) AS end
}
RETURN start, end
