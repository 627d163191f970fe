// Purpose: writes what the runs of a summary measured, summed.
// Params:  rows: maps with daily, metric (keys), properties and floats.
// Columns: none.
// Cost:    two index seeks a row, then the summary's own edges.
UNWIND $rows AS row
MATCH (s:DailyRuns {key: row.daily})
MATCH (m:Metric {key: row.metric})
MERGE (s)-[e:MEASURED {metric: row.metric}]->(m)
SET e += row.properties
SET e.sum = toFloat(row.floats.sum)
SET e.squares = toFloat(row.floats.squares)
SET e.min = toFloat(row.floats.min)
SET e.max = toFloat(row.floats.max)
