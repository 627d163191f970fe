// Purpose: which components ran on a day, and how often.
// Params:  day: string; from, until: µs, its start and the next day's.
// Columns: component: string; runs: integer.
// Cost:    one range seek in the index on ComponentRun(start), then the day's runs.
MATCH (r:ComponentRun)
WHERE r.start >= $from AND r.start < $until AND r.component IS NOT NULL AND r.day = $day
RETURN r.component AS component, count(r) AS runs
