import type { GraphDoor } from './graph-door.ts';
import type { ServeProcess } from './serve.ts';

/** A stream as far as we use it. */
export interface TextSink {
  readonly isTTY?: boolean;
  /** False when the reader is slow: `once('drain')` tells when it has caught up. */
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
}

/** Everything outside the program; a test brings its own. */
export interface Surroundings {
  /** The words behind `spantrail`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly graph: GraphDoor;
  /** Loads the service when `serve` asks for it. */
  readonly serve: ServeProcess;
  /** Microseconds since the epoch. */
  readonly now: () => bigint;
}
