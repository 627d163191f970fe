// Purpose: a component's runs that started in a span of time.
// Params:  component: string, its key; day: string; from, until: µs.
// Columns: key: string.
// Cost:    one seek in the index on ComponentRun(day), then the day's runs.
MATCH (r:ComponentRun {day: $day})
WHERE r.component = $component AND r.start >= $from AND r.start < $until
RETURN r.key AS key
