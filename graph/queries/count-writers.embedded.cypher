// Purpose: how many runs name each pointer as output.
// Params:  keys: string[], of pointers.
// Columns: pointer: string; writers: integer.
// Cost:    one index seek a key, then the pointer's writers.
UNWIND $keys AS key
MATCH (p:IOPointer {key: key})<-[e:PRODUCED]-()
RETURN key AS pointer, count(e) AS writers
