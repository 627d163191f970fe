// Purpose: whether two stores hold as many dependencies.
// Params:  none.
// Columns: dependencies: integer.
// Cost:    every dependency.
MATCH (:ComponentRun)-[d:DEPENDS_ON]->(:ComponentRun)
RETURN count(d) AS dependencies
