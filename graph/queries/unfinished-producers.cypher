// Purpose: runs that name a pointer as output and have not finished.
// Params:  pointer: string, its key.
// Columns: run: string.
// Cost:    the pointer's writers.
MATCH (p:IOPointer {key: $pointer})<-[e:PRODUCED]-(r:ComponentRun)
WHERE e.at IS NULL
RETURN r.key AS run
