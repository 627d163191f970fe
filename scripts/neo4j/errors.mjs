/** Java, Maven or the jars are not to be had here: a user's machine skips the Neo4j tests, CI fails. */
export class Neo4jMissingError extends Error {
  code = 'NEO4J_MISSING';
  name = 'Neo4jMissingError';
}

/** Everything is here, but the server did not answer. The message ends with the tail of its log. */
export class Neo4jStartError extends Error {
  code = 'NEO4J_START';
  name = 'Neo4jStartError';
}
