// Purpose: the UTC days of all runs that started before a time.
// Params:  before: µs.
// Columns: day: string.
// Cost:    reads every run once: this engine has no ordered index.
MATCH (r:ComponentRun)
WHERE r.start < $before
RETURN DISTINCT r.day AS day
