import { openLineage, parseParameters, questions } from '../../src/index.ts';

export async function main(path: string): Promise<object> {
  const lineage = await openLineage({ store: `file:${path}` });
  const model = { namespace: 'taxi', name: 'model', type: null };
  await lineage.write({
    contributions: [
      {
        origin: 0,
        run: 'train-1',
        span: '0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331',
        start: 1_585_699_200_000_000n,
        end: 1_585_699_260_000_000n,
        identity: {
          component: { namespace: 'taxi', name: 'train', description: null, owner: null, tags: [] },
          state: 'ok',
          service: null,
          environment: null,
          codeVersion: null,
          code: null,
          error: null,
        },
        inputs: [],
        outputs: [{ pointer: model, digest: null, rows: null, bytes: null, at: null }],
        metrics: [{ name: 'accuracy', value: 0.83, unit: null }],
        triggers: [],
        slices: [],
        labels: [],
        parents: [],
        links: [],
      },
    ],
    annotations: [],
  });

  const trace = questions.find((question) => question.name === 'trace');
  if (trace === undefined) throw new Error('There is always a trace.');
  const values = parseParameters(trace, [['pointer', 'model']]);
  const answer = await trace.ask(lineage, values, BigInt(Date.now()) * 1_000n);
  await lineage.close();
  return answer;
}
