// The door for programs that no jest runs: benches.
export { importNeo4j } from './import.mjs';
export { startNeo4j } from './server.mjs';
