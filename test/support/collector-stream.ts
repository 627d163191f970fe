/** Spans on their way through a Collector with a queue on disk to a service, both of which may be killed meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeTraceRequest } from '@spantrail/collector-exporter';
import type { Collector } from '@spantrail/collector-for-tests';
import { startOneCollector } from './collector-config.ts';
import { RecordingProxy, spanKey } from './recording-proxy.ts';
import type { ServeProcess } from './spantrail-process.ts';
import { type Request, Traffic } from './traffic.ts';

const SENDERS = 2;
/** Of the service's answers, lost on their way to the Collector. */
const LOST = 0.05;
/** This one is lost always: no stream is without a duplicate. */
const LOST_ANSWER = 3;
/** Runs that the Collector may be ahead of the service: what a kill finds in its queue. */
const AHEAD_MAX = 1_000;
const REFUSED_MS = 50;
const ARRIVE_MS_MAX = 120_000;

export interface Fault {
  readonly name: string;
  strike(): Promise<void>;
}

export interface StreamOptions {
  readonly random: () => number;
  /** The service of the moment. */
  readonly service: () => ServeProcess;
}

export class CollectorStream {
  readonly traffic: Traffic;
  readonly proxy: RecordingProxy;
  readonly collector: Collector;
  readonly #options: StreamOptions;

  private constructor(options: StreamOptions, proxy: RecordingProxy, collector: Collector) {
    this.#options = options;
    this.proxy = proxy;
    this.collector = collector;
    this.traffic = new Traffic({ random: options.random, mayPutOff: true });
  }

  static async start(options: StreamOptions): Promise<CollectorStream> {
    let answers = 0;
    const proxy = await RecordingProxy.start({
      target: () => options.service().url,
      loses: () => {
        answers += 1;
        return answers === LOST_ANSWER || options.random() < LOST;
      },
    });
    return new CollectorStream(options, proxy, await startOneCollector(proxy.url));
  }

  async close(): Promise<void> {
    await this.collector.stop();
    await this.proxy.close();
  }

  /**
   * Sends `runs` runs, with the faults spread over them, and waits until the service has acknowledged every span that the
   * Collector has.
   */
  async run(runs: number, faults: readonly Fault[], component: string): Promise<void> {
    let striking = true;
    const strikes = this.#strike(faults, runs).finally(() => {
      striking = false;
    });
    const sender = async (): Promise<void> => {
      while (striking || this.traffic.counts.runs < runs) {
        const ahead = this.#spansAcknowledged() - this.proxy.stored.size;
        const accepted = ahead < AHEAD_MAX && (await this.#send(component));
        if (!accepted) await sleep(REFUSED_MS);
      }
    };
    await Promise.all([strikes, ...Array.from({ length: SENDERS }, sender)]);
    while (this.traffic.waiting.length > 0) await this.#send(component);
    await this.#untilArrived();
  }

  /** Each in its own part of the stream, at a random place of it. */
  async #strike(faults: readonly Fault[], runs: number): Promise<void> {
    for (const [index, fault] of faults.entries()) {
      const after = ((index + this.#options.random()) / faults.length) * runs;
      while (this.proxy.stored.size < after) await sleep(5);
      // Not always right after an answer.
      await sleep(this.#options.random() * 50);
      await fault.strike();
    }
  }

  #send(component: string): Promise<boolean> {
    // Whatever the Collector says, the service's words are what explain a failure.
    const { stderr } = this.#options.service();
    return this.traffic.sendNext({ url: this.collector.url, stderr }, component);
  }

  #spansAcknowledged(): number {
    return this.traffic.acknowledged.reduce((sum, { runs }) => sum + runs.length, 0);
  }

  async #untilArrived(): Promise<void> {
    const keys = this.traffic.acknowledged.flatMap(spanKeysOf);
    const giveUpAt = Date.now() + ARRIVE_MS_MAX;
    for (;;) {
      const missing = keys.filter((key) => !this.proxy.stored.has(key));
      if (missing.length === 0) return;
      if (Date.now() > giveUpAt) {
        const log = (await this.collector.log()).split('\n').slice(-20).join('\n');
        throw new Error(`${missing.length} spans of ${keys.length} never arrived. Log:\n${log}`);
      }
      await sleep(100);
    }
  }
}

function spanKeysOf({ body }: Request): readonly string[] {
  return decodeTraceRequest(Buffer.from(body), 'json').spans.map(spanKey);
}
