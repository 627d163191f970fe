// Purpose: how often components ran on days.
// Params:  rows: maps with component (key), day (string), from and until (µs, its start and the next day's).
// Columns: component, day: string; runs: integer.
// Cost:    one range seek a row in the index on ComponentRun(component, start), then the runs.
UNWIND $rows AS row
MATCH (r:ComponentRun)
WHERE r.component = row.component AND r.start >= row.from AND r.start < row.until
RETURN row.component AS component, row.day AS day, count(r) AS runs
