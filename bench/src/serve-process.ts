/** `spantrail serve` as a process of its own, sent to over kept connections. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../cli/bin/spantrail.js', import.meta.url));

export class ServeProcess {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(store: string): Promise<ServeProcess> {
    const args = [BIN, 'serve', '--listen', '127.0.0.1:0', '--store', store];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    const url = /http:\S+/.exec(String(line))?.[0];
    if (url === undefined) throw new Error(`serve did not start: ${line}`);
    return new ServeProcess(child, url);
  }

  /** Resolves when it was answered 200 without a partial success. */
  async send(body: Uint8Array, gzip: boolean): Promise<void> {
    const answer = await this.#ask('POST', '/v1/traces', body, {
      'content-type': 'application/x-protobuf',
      'content-length': String(body.length),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    });
    if (answer.status !== 200 || answer.body.length > 0) {
      throw new Error(`Answered ${answer.status}: ${answer.body.toString()}`);
    }
  }

  /** A metric without labels, by its name after `spantrail_`. */
  async metric(name: string): Promise<number> {
    const { body } = await this.#ask('GET', '/metrics');
    const value = new RegExp(`^spantrail_${name} (\\S+)$`, 'm').exec(body.toString())?.[1];
    return Number(value ?? Number.NaN);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }

  #ask(
    method: string,
    path: string,
    body?: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const sent = request(this.#url + path, { method, headers, agent: this.#agent }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(chunks) }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
