// Purpose: one node a summary, found by its component and day.
// Params:  none.
// Columns: none.
// Cost:    each statement once.
CREATE CONSTRAINT daily_runs_key IF NOT EXISTS FOR (n:DailyRuns) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT trigger_tally_key IF NOT EXISTS FOR (n:TriggerTally) REQUIRE n.key IS UNIQUE;
CREATE INDEX daily_runs_component IF NOT EXISTS FOR (n:DailyRuns) ON (n.component, n.day);
