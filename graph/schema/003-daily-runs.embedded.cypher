// Purpose: one node a summary, found by its component; the runs of a day.
// Params:  none.
// Columns: none.
// Cost:    each statement once; the index on ComponentRun(day) reads every run.
CREATE INDEX daily_runs_key FOR (n:DailyRuns) ON (n.key);
CREATE INDEX trigger_tally_key FOR (n:TriggerTally) ON (n.key);
CREATE INDEX daily_runs_component FOR (n:DailyRuns) ON (n.component);
CREATE INDEX run_day FOR (n:ComponentRun) ON (n.day);
