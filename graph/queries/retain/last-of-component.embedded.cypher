// Purpose: when a component's last run before a time started, and when its last ok run ended.
// Params:  component: string, its key; horizon: µs.
// Columns: start, end: µs or null.
// Cost:    one seek, then the component's runs: this engine has no ordered index.
MATCH (r:ComponentRun {component: $component})
WHERE r.start < $horizon
RETURN max(r.start) AS start, max(CASE WHEN r.state = 'ok' AND r.end < $horizon THEN r.end END) AS end
