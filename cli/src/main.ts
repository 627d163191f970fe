/** The rim: the real process, its streams, its signals, the real graph and service. */
import { once } from 'node:events';
import * as graph from '@spantrail/graph';
import { runCli } from './run-cli.ts';
import type { ServeProcess } from './serve.ts';

/** Less than the 30 s that Kubernetes gives a process to end. */
const STOP_MS_MAX = 25_000;

/** Runs the process's own command line and leaves its exit code; what is still open may finish. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endOnBrokenPipe);
  process.exitCode = await runCli({
    args: process.argv.slice(2),
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    graph,
    serve: serveProcess,
    now: () => BigInt(Date.now()) * 1_000n,
  });
  // A query that the embedded store cannot stop would hold the process for as long as it runs.
  if (process.exitCode === 3) setTimeout(() => process.exit(), 1_000).unref();
}

const serveProcess: ServeProcess = {
  start: async ({ logFormat, ...options }) => {
    const { logAs, startService } = await import('@spantrail/service');
    return startService({ ...options, log: logAs(logFormat) });
  },
  stopAsked: async () => {
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    // A store that does not let go must not keep the process: what was acknowledged is committed.
    setTimeout(() => process.exit(0), STOP_MS_MAX).unref();
    // A second signal, while the last requests are finished, ends at once.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.removeAllListeners(signal);
    }
  },
};

/** The reader has gone, as in `spantrail recent | head -1`: nothing is left to do. */
function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 0 : 3);
}
