/** A child process that says when a piece of its work is done, and is killed at a random moment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @param script name of a compiled file of this folder; it prints a line a piece. */
export class KilledChild {
  readonly #script: string;
  readonly #random: () => number;

  constructor(script: string, seed: number) {
    this.#script = fileURLToPath(new URL(`./${script}.js`, import.meta.url));
    this.#random = random(seed);
  }

  /** Starts it, and kills it some pieces later, at most 20 ms into the next. */
  async kill(...args: readonly string[]): Promise<void> {
    const child = this.#start(args);
    const ended = once(child, 'close');
    await pieces(child, 1 + Math.floor(this.#random() * 4));
    await sleep(this.#random() * 20);
    child.kill('SIGKILL');
    await ended;
  }

  /** Lets it end; gives its exit code. */
  async finish(...args: readonly string[]): Promise<number | null> {
    const child = this.#start(args);
    child.stdout?.resume();
    const [code] = await once(child, 'close');
    return code;
  }

  #start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [this.#script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
}

/** Resolves when the child has said so often that a piece is done, or when it has ended. */
function pieces(child: ChildProcess, count: number): Promise<void> {
  let seen = 0;
  return new Promise((resolve) => {
    child.stdout?.on('data', (text) => {
      seen += String(text).split('\n').length - 1;
      if (seen >= count) resolve();
    });
    child.once('close', () => resolve());
  });
}

/** A small generator whose numbers follow from the seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}
