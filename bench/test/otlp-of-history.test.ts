import { expect, test } from '@jest/globals';
import { decodeTraceRequest, spansToBatch } from '@spantrail/collector-exporter';
import type { LineageBatch, PointerRef } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { inSpace } from '../src/loader-rows.ts';
import { otlpBody } from '../src/otlp-of-history.ts';

test('a history that is sent as spans comes out as the facts that it was made of', () => {
  const [made] = madeHistory({ runs: 500, plain: true }).batches(0, 500);
  const batch = inSpace('space', made ?? { contributions: [], annotations: [] });

  const decoded = decodeTraceRequest(otlpBody(batch), 'protobuf');
  const mapped = spansToBatch(decoded.spans);

  expect(decoded.rejected).toEqual([]);
  expect([...mapped.counts.leftOut]).toEqual([]);
  expect(comparable(mapped.batch)).toEqual(comparable(batch));
});

/** In the order of their spans; a global name has no namespace, whatever its component has. */
function comparable({ contributions }: LineageBatch) {
  const nameOf = ({ pointer }: { readonly pointer: PointerRef }) =>
    pointer.name.includes('://') ? pointer.name : [pointer.namespace, pointer.name];
  return contributions
    .map(({ origin: _, inputs, outputs, ...rest }) => ({
      ...rest,
      inputs: inputs.map(nameOf),
      outputs: outputs.map(nameOf),
    }))
    .sort((a, b) => (a.span < b.span ? -1 : 1));
}
