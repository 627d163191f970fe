// Purpose: how many runs of components and days are folded already.
// Params:  rows: maps with component (key) and day (string).
// Columns: component, day: string; runs: integer.
// Cost:    one seek a row in the index on DailyRuns(component), then its summaries.
UNWIND $rows AS row
MATCH (s:DailyRuns {component: row.component, day: row.day})
RETURN row.component AS component, row.day AS day, sum(s.runs) AS runs
