/** The program `spantrail` as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './rooms.ts';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Runs a command to its end. */
export async function spantrail(args: readonly string[]): Promise<Outcome> {
  const child = start(args);
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { stdout: stdout(), stderr: stderr(), exitCode };
}

/** `spantrail serve` on a store. */
export interface ServeProcess {
  readonly url: string;
  /** Everything it has said on stderr. */
  readonly stderr: () => string;
  /** SIGKILL: nothing is closed, flushed or said. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>;
}

/** Resolves when the service says where it listens. @throws Error when it ends before. */
export function startServe(store: string): Promise<ServeProcess> {
  return startServeWith(['--listen', '127.0.0.1:0', '--store', store]);
}

/** @param options all that stands after `serve`. */
export async function startServeWith(options: readonly string[]): Promise<ServeProcess> {
  const child = start(['serve', ...options]);
  const stderr = textOf(child.stderr);
  const gone = once(child, 'exit') as Promise<[number | null]>;
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, 'line'), gone])) as [unknown];
  const url = typeof line === 'string' ? /http:\S+/.exec(line)?.[0] : undefined;
  if (url === undefined) throw new Error(`spantrail serve did not start: ${stderr()}`);
  return {
    url,
    stderr,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return (await gone)[0];
    },
  };
}

/** Starts `spantrail serve` and kills it after `ms`, perhaps while it opens the file. */
export async function killWhileStarting(file: string, ms: number): Promise<void> {
  const child = start(['serve', '--listen', '127.0.0.1:0', '--store', `file:${file}`]);
  const gone = once(child, 'exit');
  child.stdout.resume();
  child.stderr.resume();
  setTimeout(() => child.kill('SIGKILL'), ms);
  await gone;
}

function start(args: readonly string[]) {
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('SPANTRAIL'));
  return spawn(process.execPath, [join(root, 'cli/bin/spantrail.js'), ...args], {
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function textOf(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
