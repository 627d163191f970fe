// Purpose: which components ran on a day, and how often.
// Params:  day: string; from, until: µs, its start and the next day's.
// Columns: component: string; runs: integer.
// Cost:    one seek in the index on ComponentRun(day), then the day's runs.
MATCH (r:ComponentRun {day: $day})
WHERE r.start >= $from AND r.start < $until AND r.component IS NOT NULL
RETURN r.component AS component, count(r) AS runs
