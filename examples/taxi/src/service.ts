import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFailedError } from './errors.ts';
import { SPANTRAIL } from './spantrail-cli.ts';

const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 10_000;

export interface ServiceOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly store: string;
}

/** `spantrail serve` as a child process. */
export class Service {
  readonly url: string;
  readonly #child: ChildProcess;
  #log = '';

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-4000);
      });
    }
  }

  /** @throws DemoFailedError when it is not ready within half a minute. */
  static async start({ port, store }: ServiceOptions): Promise<Service> {
    const listen = `127.0.0.1:${await freePort(port)}`;
    const child = spawn(
      process.execPath,
      [SPANTRAIL, 'serve', '--listen', listen, '--store', store],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    // However this process ends, it leaves no service behind.
    process.once('exit', () => child.kill());
    const service = new Service(`http://${listen}`, child);
    await service.#ready();
    return service;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the service has ended, for whatever reason. */
  async ended(): Promise<void> {
    if (!this.running) return;
    await new Promise((resolve) => this.#child.once('exit', resolve));
  }

  /** What the service printed last. */
  get log(): string {
    return this.#log.trim();
  }

  /** Ends it; by force when it does not end in ten seconds. Ending twice does nothing. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    const ended = this.ended();
    this.#child.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
  }

  async #ready(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (performance.now() < deadline && this.running) {
      const response = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (response?.ok) return;
      await sleep(50);
    }
    const happened = this.running
      ? `was not ready after ${READY_WITHIN_MS / 1000} s`
      : `ended with ${this.#child.exitCode ?? this.#child.signalCode}`;
    await this.stop();
    throw new DemoFailedError(
      `spantrail serve ${happened}. It printed:\n${this.log || '(nothing)'}`,
    );
  }
}

/** Found out before the service starts, else another service on the port would be taken for it. */
function freePort(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on('error', () =>
      reject(
        new DemoFailedError(
          `Port ${port} is taken, perhaps by another demo. Stop that one, or choose another port: npm run demo -- --port 4320`,
        ),
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
