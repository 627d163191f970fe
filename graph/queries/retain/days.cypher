// Purpose: the UTC day of the latest run that started before a time.
// Params:  before: µs.
// Columns: day: string.
// Cost:    one seek in the index on ComponentRun(start).
MATCH (r:ComponentRun)
WHERE r.start < $before
RETURN r.day AS day
ORDER BY r.start DESC
LIMIT 1
