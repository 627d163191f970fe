// Purpose: how often components ran on days.
// Params:  rows: maps with component (key), day (string), from and until (µs, its start and the next day's).
// Columns: component, day: string; runs: integer.
// Cost:    one seek a row in the index on ComponentRun(day), then the day's runs.
UNWIND $rows AS row
MATCH (r:ComponentRun {day: row.day})
WHERE r.component = row.component AND r.start >= row.from AND r.start < row.until
RETURN row.component AS component, row.day AS day, count(r) AS runs
