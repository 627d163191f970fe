export { Neo4jMissingError, Neo4jStartError } from './errors.mjs';
export { startNeo4j } from './server.mjs';
export { describeNeo4j, neo4jForTests, neo4jOfOwn } from './test-server.mjs';
