// Purpose: how the starts of a component's runs are spread over a span of time.
// Params:  component: string, its key; day: string; from, until: µs; width: µs of one bucket.
// Columns: bucket: integer, from 0; runs: integer.
// Cost:    one seek in the index on ComponentRun(day), then the day's runs; at most (until - from) / width rows.
MATCH (r:ComponentRun {day: $day})
WHERE r.component = $component AND r.start >= $from AND r.start < $until
WITH (r.start - $from) / $width AS bucket
RETURN bucket, count(*) AS runs
