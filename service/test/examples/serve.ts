import { openLineage } from '@spantrail/graph';
import { startService } from '../../src/index.ts';

export async function main(): Promise<unknown> {
  const store = await openLineage({ store: 'memory:' });
  const service = await startService({ store, listen: { port: 0 } });

  const run = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'train',
    startTimeUnixNano: '1585699200000000000',
    endTimeUnixNano: '1585699260000000000',
    attributes: [
      { key: 'ml.component.name', value: { stringValue: 'train' } },
      { key: 'ml.output.names', value: { stringValue: 's3://models/tips.bin' } },
    ],
  };
  await fetch(`${service.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [run] }] }] }),
  });
  const answer = await fetch(`${service.url}/api/trace?pointer=s3://models/tips.bin`);
  const trace = await answer.json();

  await service.close();
  await store.close();
  return trace;
}
