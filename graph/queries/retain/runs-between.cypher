// Purpose: a component's runs that started in a span of time.
// Params:  component: string, its key; day: string; from, until: µs.
// Columns: key: string.
// Cost:    one range seek in the index on ComponentRun(component, start), then the runs.
MATCH (r:ComponentRun)
WHERE r.component = $component AND r.start >= $from AND r.start < $until AND r.day = $day
RETURN r.key AS key
