export type { ExitCode } from './exit-code.ts';
export type { GraphDoor } from './graph-door.ts';
export { main } from './main.ts';
export { runCli } from './run-cli.ts';
export type { Listen, RunningService, ServeProcess } from './serve.ts';
export type { Surroundings, TextSink } from './surroundings.ts';
