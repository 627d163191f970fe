import type { GraphDoor } from './graph-door.ts';
import type { ServeProcess } from './serve.ts';

/** A stream as far as we use it. */
export interface TextSink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Everything outside the program; a test brings its own. */
export interface Surroundings {
  /** The words behind `spantrail`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly graph: GraphDoor;
  /** Loads the service when `serve` asks for it. */
  readonly serve: ServeProcess;
  /** Microseconds since the epoch. */
  readonly now: () => bigint;
}
