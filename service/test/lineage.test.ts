/** The service over a real store: spans in, answers out. */
import { describe, expect, it } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import { startService } from '../src/index.ts';
import { JSON_TYPE, jsonBody, PROTOBUF_TYPE, protobufBody } from './otlp-bodies.ts';
import { ask, jsonOf, type Reply } from './running-service.ts';

type Send = (path: string, body?: object | string | Uint8Array, type?: object) => Promise<Reply>;

async function withService(story: (send: Send) => Promise<void>): Promise<void> {
  const store = await openLineage({ store: 'memory:' });
  const service = await startService({ store, listen: { port: 0 }, log: () => undefined });
  try {
    await story((path, body, type = JSON_TYPE) => {
      if (body === undefined) return ask(service, path);
      const sent =
        typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      return ask(service, path, { method: 'POST', headers: { ...type }, body: sent });
    });
  } finally {
    await service.close();
    await store.close();
  }
}

const TRAIN = { 'ml.component.name': 'train', 'ml.output.names': 'model' };
const SCORE = {
  'ml.component.name': 'score',
  'ml.input.names': 'model',
  'ml.output.names': 'prediction-1',
};
const LATER = {
  startTimeUnixNano: '1700000002000000000',
  endTimeUnixNano: '1700000003000000000',
};

describe('the service over a store', () => {
  it('traces a prediction to the training that made its model', () =>
    withService(async (send) => {
      await send(
        '/v1/traces',
        jsonBody({ attributes: TRAIN }, { attributes: SCORE, parts: LATER }),
      );

      const trace = jsonOf(await send('/api/trace?pointer=prediction-1'));

      expect(trace).toMatchObject({
        runs: [{ component: 'score' }, { component: 'train' }],
        edges: [{ pointer: 'model' }],
      });
    }));

  it('answers the same after the spans were sent again', () =>
    withService(async (send) => {
      const body = jsonBody({ attributes: TRAIN }, { attributes: SCORE, parts: LATER });
      await send('/v1/traces', body);
      const once = jsonOf(await send('/api/recent?as-of=2024-01-01'));
      await send('/v1/traces', body);

      expect(jsonOf(await send('/api/recent?as-of=2024-01-01'))).toEqual(once);
    }));

  it('knows a run from protobuf by its service', () =>
    withService(async (send) => {
      await send('/v1/traces', protobufBody(), PROTOBUF_TYPE);

      expect(jsonOf(await send('/api/components'))).toMatchObject({
        components: [{ name: 'train' }],
      });
    }));

  it('keeps a flag that overtakes its pointer, and counts one id once', () =>
    withService(async (send) => {
      const flag = {
        pointer: 'prediction-1',
        value: true,
        reason: 'wrong',
        id: 'f1',
        at: '2023-12-01',
      };

      const first = await send('/api/flags', flag);
      const again = await send('/api/flags', flag);
      await send(
        '/v1/traces',
        jsonBody({ attributes: TRAIN }, { attributes: SCORE, parts: LATER }),
      );

      expect(jsonOf(first)).toMatchObject({ pointer: 'prediction-1', flagged: true, known: false });
      expect(again.status).toBe(200);
      expect(jsonOf(await send('/api/review'))).toMatchObject({
        flagged: [{ pointer: 'prediction-1', reason: 'wrong' }],
      });
    }));

  it('folds old runs when told, and tells the sender of a late one that it is refused', () =>
    withService(async (send) => {
      const body = jsonBody({ attributes: SCORE }, { attributes: SCORE, parts: LATER });
      await send('/v1/traces', body);

      const foreseen = await send('/api/retain', {
        keep: '1d',
        'min-runs-a-day': 1,
        'dry-run': true,
      });
      const done = await send('/api/retain', { keep: '1d', 'min-runs-a-day': 1 });
      const late = await send('/v1/traces', body);

      expect(jsonOf(foreseen)).toMatchObject({ dryRun: true, folded: 1, kept: { latest: 1 } });
      expect(jsonOf(done)).toMatchObject({ dryRun: false, folded: 1, summaries: 1 });
      expect(late.status).toBe(200);
      expect(jsonOf(late)).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    }));

  it('names the nearest pointer when one is unknown', () =>
    withService(async (send) => {
      await send('/v1/traces', jsonBody({ attributes: SCORE }));

      const reply = await send('/api/trace?pointer=prediction-2');

      expect(reply.status).toBe(404);
      expect(jsonOf(reply)).toMatchObject({
        error: { code: 'NOT_FOUND', nearest: ['prediction-1'] },
      });
    }));
});
