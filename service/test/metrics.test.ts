import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { GraphUnavailableError, questions } from '@spantrail/graph';
import type { Service } from '../src/index.ts';
import { JSON_TYPE, jsonBody, RUN, WITHOUT_START } from './otlp-bodies.ts';
import { parsePrometheus } from './prometheus-text.ts';
import { ask, ManualClock, start } from './running-service.ts';
import { heldStore, ScriptedStore, taken } from './scripted-store.ts';

async function scrape(service: Service) {
  const reply = await ask(service, '/metrics');
  expect(reply.status).toBe(200);
  expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = reply.body.toString();
  return { text, values: parsePrometheus(text) };
}

function send(service: Service, body: string) {
  return ask(service, '/v1/traces', { method: 'POST', headers: JSON_TYPE, body });
}

const OTLP = '{receiver="otlp",transport="http"}';

describe('GET /metrics', () => {
  it('counts each span once: accepted, refused for now, or failed for good', async () => {
    const store = new ScriptedStore(
      (batch) => ({ ...taken(batch), rejected: [{ origin: 0, reason: 'no' }] }),
      () => {
        throw new GraphUnavailableError('away');
      },
    );
    const service = await start({ store });

    await send(service, jsonBody(RUN, WITHOUT_START, RUN, { name: 'plain' }));
    await send(service, jsonBody(RUN, RUN, WITHOUT_START));
    await send(service, 'no json');
    const { values } = await scrape(service);

    expect(values.get(`spantrail_receiver_accepted_spans_total${OTLP}`)).toBe(2);
    expect(values.get(`spantrail_receiver_refused_spans_total${OTLP}`)).toBe(2);
    expect(values.get(`spantrail_receiver_failed_spans_total${OTLP}`)).toBe(3);
    const requests = (code: number) =>
      values.get(`spantrail_receiver_requests_total{route="/v1/traces",code="${code}"}`);
    expect([200, 503, 400].map(requests)).toEqual([1, 1, 1]);
  });

  it('tells of commits: how long, how much, how late, and whether they failed', async () => {
    const clock = new ManualClock();
    const failing = new ScriptedStore(taken, () => {
      throw new GraphUnavailableError('away');
    });
    const service = await start({ store: failing, clock });
    const before = await scrape(service);

    // The span ends one second after the epoch of the clock.
    clock.micros += 91_000_000n;
    await send(service, jsonBody(RUN));
    await send(service, jsonBody(RUN));
    const { values } = await scrape(service);

    expect(before.values.get('spantrail_lineage_lag_seconds')).toBeNaN();
    expect(values.get('spantrail_lineage_lag_seconds')).toBe(90);
    const seconds = 'spantrail_exporter_commit_duration_seconds_count';
    expect(values.get(`${seconds}{outcome="committed"}`)).toBe(1);
    expect(values.get(`${seconds}{outcome="failed"}`)).toBe(1);
    expect(values.get('spantrail_exporter_queue_batch_send_size_sum')).toBe(2);
  });

  it('tells how full the service is, and that it is itself alive', async () => {
    const { store, release } = heldStore();
    const service = await start({ store, intake: { requestsMax: 3, bytesMax: 9_000 } });
    const body = jsonBody(RUN);
    const waiting = [1, 2, 3].map(() => send(service, body));
    await sleep(50);
    await send(service, body);

    const { values } = await scrape(service);
    release();
    await Promise.all(waiting);
    const after = await scrape(service);

    const named = (name: string) => values.get(`spantrail_${name}`);
    expect(named('receiver_in_flight_requests')).toBe(3);
    expect(named('receiver_in_flight_requests_capacity')).toBe(3);
    expect(named('receiver_in_flight_bytes')).toBe(3 * body.length);
    expect(named('receiver_in_flight_bytes_capacity')).toBe(9_000);
    expect(named('receiver_overloaded')).toBe(1);
    expect(named('exporter_queue_size')).toBe(2);
    expect(named('exporter_in_flight_requests')).toBe(1);
    expect(named('process_memory_rss_bytes')).toBeGreaterThan(10_000_000);
    expect(named('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(after.values.get('spantrail_receiver_in_flight_requests')).toBe(0);
    expect(after.values.get('spantrail_exporter_queue_size')).toBe(0);
    expect(after.values.get('spantrail_receiver_overloaded')).toBe(0);
  });

  it('counts what of spans could not be used, and spans without a run', async () => {
    const service = await start();

    await send(
      service,
      jsonBody(
        { attributes: { 'ml.component.name': 'train', 'ml.metric.loss': 'no number' } },
        { attributes: { 'ml.input.names': 'a' } },
      ),
    );
    const { values } = await scrape(service);

    expect(values.get('spantrail_receiver_dropped_attributes_total')).toBe(1);
    expect(values.get('spantrail_receiver_unbridged_spans_total')).toBe(1);
  });

  it('tells the repairs that are pending, and answers in time without a store', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });

    store.pendingRepairs = async () => 7;
    const pending = await scrape(service);
    store.pendingRepairs = () => new Promise(() => undefined);
    const hanging = await scrape(service);

    expect(pending.values.get('spantrail_late_repairs_pending')).toBe(7);
    expect(hanging.values.get('spantrail_late_repairs_pending')).toBeNaN();
  });

  it('holds no text from outside, and does not grow with it', async () => {
    const service = await start({ questions });
    await ask(service, '/api/trace');
    await ask(service, '/warm');
    await send(service, jsonBody(RUN));
    const before = await scrape(service);

    for (let index = 0; index < 20; index += 1) {
      const evil = `evil-${index}`;
      await send(
        service,
        jsonBody({
          name: evil,
          attributes: { 'ml.component.name': evil, [`ml.metric.${evil}`]: evil, [evil]: evil },
        }),
      );
      await ask(service, `/${evil}?${evil}=1`);
      await ask(service, `/api/trace?${evil}=${evil}`);
    }
    const { text, values } = await scrape(service);

    expect(text).not.toContain('evil');
    // The scrapes themselves are a route that was asked.
    expect(values.size).toBe(before.values.size + 1);
  });
});
