import { describe, expect, it } from '@jest/globals';
import { type OtlpSpan, spansToBatch } from '../src/index.ts';
import { keyOfSpan, type SpanParts, span, spanId, TRACE_ID } from './spans.ts';

/** The one contribution of one span. */
function contributionOf(parts: SpanParts) {
  const [contribution] = spansToBatch([span(parts)]).batch.contributions;
  if (contribution === undefined) throw new Error('the span made no contribution');
  return contribution;
}

function run(attributes: SpanParts['attributes'], parts: Omit<SpanParts, 'attributes'> = {}) {
  return contributionOf({ ...parts, attributes: { 'ml.component.name': 'train', ...attributes } });
}

function leftOutOf(...spans: readonly OtlpSpan[]) {
  return Object.fromEntries(spansToBatch(spans).counts.leftOut);
}

describe('a span with ml.component.name', () => {
  it('is a run, known by its span until it has an id of its own', () => {
    expect(run({}).run).toBe(keyOfSpan('1'));
    expect(run({ 'ml.run.id': 'train-7' }).run).toBe('train-7');
    expect(run({ 'ml.run.id': 'train-7' }).span).toBe(keyOfSpan('1'));
  });

  it('takes its namespace from itself, else from the service, else has none', () => {
    const resource = { 'service.namespace': 'rides' };

    expect(run({}).identity?.component.namespace).toBe('');
    expect(run({}, { resource }).identity?.component.namespace).toBe('rides');
    expect(
      run({ 'ml.component.namespace': 'fraud' }, { resource }).identity?.component.namespace,
    ).toBe('fraud');
  });

  it('carries what it is, from span and resource, new names before old ones', () => {
    const { identity } = run(
      {
        'ml.component.description': 'fits',
        'ml.component.owner': 'team',
        'ml.component.tags': 'daily',
        'vcs.ref.head.revision': 'abc',
      },
      { resource: { 'service.name': 'svc', 'deployment.environment': 'prod' } },
    );

    expect(identity).toMatchObject({
      component: { name: 'train', description: 'fits', owner: 'team', tags: ['daily'] },
      service: 'svc',
      environment: 'prod',
      codeVersion: 'abc',
    });
  });

  it('is rejected alone when the name is empty or no text', () => {
    const good = span({ index: 1, attributes: { 'ml.component.name': 'train' } });
    const empty = span({ index: 0, attributes: { 'ml.component.name': '' } });
    const number = span({ index: 2, attributes: { 'ml.component.name': 5 } });

    const mapped = spansToBatch([empty, good, number]);

    expect(mapped.rejected).toEqual([
      { index: 0, reason: 'ml.component.name is empty' },
      { index: 2, reason: 'ml.component.name is no text' },
    ]);
    expect(mapped.batch.contributions).toHaveLength(1);
  });
});

describe('the times of a run', () => {
  it('are µs by floor', () => {
    const { start, end } = run({}, { startNs: 1_999n, endNs: 3_999n });

    expect([start, end]).toEqual([1n, 3n]);
  });

  it('have no end while it runs', () => {
    expect(run({}, { endNs: null }).end).toBeNull();
  });

  it('end at the start when the clock was set back, and that is counted', () => {
    const back = span({
      startNs: 9_000n,
      endNs: 1_000n,
      attributes: { 'ml.component.name': 'train' },
    });

    expect(spansToBatch([back]).batch.contributions[0]?.end).toBe(9n);
    expect(leftOutOf(back)).toEqual({ 'end time: before the start, taken as the start': 1 });
  });
});

describe('the state of a run', () => {
  const failed = { status: { code: 'error', message: '' } } as const;

  it('is what the span says: running without an end, failed with an error, else ok', () => {
    expect(run({}, { endNs: null }).identity?.state).toBe('running');
    expect(run({}, failed).identity?.state).toBe('failed');
    expect(run({}).identity?.state).toBe('ok');
  });

  it('is overridden by ml.run.state when that is a state', () => {
    expect(run({ 'ml.run.state': 'running' }).identity?.state).toBe('running');
    expect(run({ 'ml.run.state': 'ok' }, failed).identity?.state).toBe('ok');
    expect(run({ 'ml.run.state': 'finished' }, failed).identity?.state).toBe('failed');
  });

  it('comes with the error: the status message, else the last exception, else error.type', () => {
    const exception = (message: string) => ({
      timeNs: 1n,
      name: 'exception',
      attributes: new Map([
        ['exception.type', 'RangeError'],
        ['exception.message', message],
      ]),
    });
    const events = [exception('first'), exception('last')];

    expect(
      run({}, { status: { code: 'error', message: 'no rides' }, events }).identity?.error,
    ).toBe('no rides');
    expect(run({}, { ...failed, events }).identity?.error).toBe('RangeError: last');
    expect(run({ 'error.type': 'TimeoutError' }, failed).identity?.error).toBe('TimeoutError');
    expect(run({}, failed).identity?.error).toBeNull();
    expect(run({ 'error.type': 'TimeoutError' }).identity?.error).toBeNull();
  });
});

describe('inputs and outputs', () => {
  it('belong together by position, with -1 and empty texts for what is unknown', () => {
    const { inputs, outputs } = run({
      'ml.input.names': ['s3://b/a', 'model'],
      'ml.input.types': ['', 'model'],
      'ml.input.digests': ['sha256:aa'],
      'ml.input.rows': [-1, 5n],
      'ml.input.times': [77, -1],
      'ml.output.names': 's3://b/out',
      'ml.output.bytes': 12n,
    });

    expect(inputs).toEqual([
      {
        pointer: { namespace: '', name: 's3://b/a', type: null },
        digest: 'sha256:aa',
        rows: null,
        bytes: null,
        at: 77n,
      },
      {
        pointer: { namespace: '', name: 'model', type: 'model' },
        digest: null,
        rows: 5n,
        bytes: null,
        at: null,
      },
    ]);
    expect(outputs).toMatchObject([{ pointer: { name: 's3://b/out' }, bytes: 12n, at: null }]);
  });

  it('lose what has a wrong type, is too much or has no name, and never the run', () => {
    const attributes = {
      'ml.component.name': 'train',
      'ml.input.names': ['a', ''],
      'ml.input.rows': ['many'],
      'ml.input.bytes': [1, 2, 3],
      'ml.input.times': [1.5],
      'ml.input.digests': ['aa'],
      'ml.input.types': ['table'],
      'ml.output.names': [1],
    };

    const { counts, batch } = spansToBatch([span({ attributes })]);

    expect(batch.contributions[0]?.inputs).toEqual([
      {
        pointer: { namespace: '', name: 'a', type: null },
        digest: null,
        rows: null,
        bytes: 1n,
        at: null,
      },
    ]);
    expect(Object.fromEntries(counts.leftOut)).toEqual({
      'ml.input.bytes: a value without a name': 1,
      'ml.input.digests: a digest does not name its algorithm': 1,
      'ml.input.names: a name is empty': 1,
      'ml.input.rows: is no list of whole numbers': 1,
      'ml.input.times: a number is not whole': 1,
      'ml.input.types: no pointer type': 1,
      'ml.output.names: is no list of texts': 1,
    });
  });

  it('have well-formed names of at most 64 KiB, cut at a code point and counted', () => {
    const attributes = {
      'ml.component.name': 'train',
      'ml.input.names': ['a\ud800b', '€'.repeat(30_000)],
    };
    const { counts, batch } = spansToBatch([span({ attributes })]);
    const names = batch.contributions[0]?.inputs.map((input) => input.pointer.name);

    expect(names).toEqual(['a\ufffdb', '€'.repeat(21_845)]);
    expect(counts.leftOut.get('ml.input.names: cut at 64 KiB')).toBe(1);
  });
});

describe('metrics', () => {
  it('come from the lists and from one attribute each, the lists first', () => {
    const { metrics } = run({
      'ml.metric.loss': 0.5,
      'ml.metric.accuracy': 0.1,
      'ml.metric.names': ['accuracy', 'rides'],
      'ml.metric.values': [0.9, 3n],
      'ml.metric.units': ['1'],
    });

    expect(metrics).toEqual([
      { name: 'loss', value: 0.5, unit: null },
      { name: 'accuracy', value: 0.9, unit: '1' },
      { name: 'rides', value: 3, unit: null },
    ]);
  });

  it('may be called values when no list is there', () => {
    expect(run({ 'ml.metric.values': 4 }).metrics).toEqual([
      { name: 'values', value: 4, unit: null },
    ]);
  });

  it('are refused and counted when they are not finite', () => {
    const attributes = {
      'ml.component.name': 'train',
      'ml.metric.names': ['a', 'b', 'c'],
      'ml.metric.values': [Number.NaN, Number.POSITIVE_INFINITY],
      'ml.metric.d': 'high',
    };

    expect(contributionOf({ attributes }).metrics).toEqual([]);
    expect(leftOutOf(span({ attributes }))).toEqual({
      'ml.metric.*: is no number': 1,
      'ml.metric.*: the value is not finite': 2,
      'ml.metric.values: a metric has no value': 1,
    });
  });
});

describe('trigger results', () => {
  it('come from the lists and field by field', () => {
    const { triggers } = run({
      'ml.trigger.names': ['rows', 'drift'],
      'ml.trigger.phases': ['before_run'],
      'ml.trigger.statuses': ['pass', 'fail'],
      'ml.trigger.values': [Number.NaN, 0.4],
      'ml.trigger.thresholds': [null, 0.2],
      'ml.trigger.messages': ['', 'drifted'],
      'ml.trigger.a.b.status': 'warn',
      'ml.trigger.a.b.phase': 'before_run',
    });

    expect(triggers).toEqual([
      {
        phase: 'before_run',
        name: 'a.b',
        status: 'warn',
        message: null,
        value: null,
        threshold: null,
      },
      {
        phase: 'before_run',
        name: 'rows',
        status: 'pass',
        message: null,
        value: null,
        threshold: null,
      },
      {
        phase: 'after_run',
        name: 'drift',
        status: 'fail',
        message: 'drifted',
        value: 0.4,
        threshold: 0.2,
      },
    ]);
  });

  it('are left out and counted without a status or with words that are none', () => {
    const attributes = {
      'ml.component.name': 'train',
      'ml.trigger.names': ['a', 'b', 'c', ''],
      'ml.trigger.statuses': ['', 'maybe', 'pass', 'pass'],
      'ml.trigger.phases': ['', '', 'later'],
      'ml.trigger.d.colour': 'red',
    };

    expect(contributionOf({ attributes }).triggers).toEqual([]);
    expect(leftOutOf(span({ attributes }))).toEqual({
      'ml.trigger.*: has no status': 1,
      'ml.trigger.*: no field of a trigger result': 1,
      'ml.trigger.*: no phase of a run': 1,
      'ml.trigger.*: no status of a check': 1,
      'ml.trigger.*: the name is empty': 1,
    });
  });
});

describe('slices, labels, links and code', () => {
  it('are taken as they are given', () => {
    const link = { traceId: TRACE_ID, spanId: spanId('9'), attributes: new Map() };
    const contribution = run(
      {
        'ml.slice.keys': ['city', 'tier'],
        'ml.slice.values': ['lisbon'],
        'ml.labels': ['pii'],
        'ml.code.text': '() => 1',
        'code.file.path': 'train.ts',
        'code.line.number': 3,
      },
      { links: [link] },
    );

    expect(contribution.slices).toEqual([{ key: 'city', value: 'lisbon' }]);
    expect(contribution.labels).toEqual(['pii']);
    expect(contribution.links).toEqual([keyOfSpan('9')]);
    expect(contribution.identity?.code).toEqual({
      digest: 'sha256:e899a2594bd5311cb7652bbc7f02ec7c3593df517e26e4985080f59d22d15155',
      text: '() => 1',
      file: 'train.ts',
      line: 3n,
    });
  });

  it('know code without a text by its place, the same for every run of one commit', () => {
    const place = { 'code.file.path': 'train.ts', 'code.line.number': 3 };
    const digest = (revision: string) =>
      run({ ...place, 'vcs.ref.head.revision': revision }).identity?.code?.digest;

    expect(digest('abc')).toMatch(/^place:[0-9a-f]{64}$/);
    expect(digest('abc')).toBe(digest('abc'));
    expect(digest('abc')).not.toBe(digest('abd'));
    expect(run({}).identity?.code).toBeNull();
  });
});

describe('a span without ml.component.name', () => {
  it('adds to the run that its ml.run.id names, with its own times', () => {
    const child = contributionOf({
      attributes: { 'ml.run.id': 'train-7', 'ml.input.names': ['a'], 'ml.output.names': ['b'] },
    });

    expect(child).toMatchObject({ run: 'train-7', identity: null, parents: [] });
    expect(child.inputs[0]?.at).toBe(1_000n);
    expect(child.outputs[0]?.at).toBe(2_000n);
  });

  it('adds to the nearest enclosing run when that is in the same request', () => {
    const outer = span({
      spanId: '1',
      attributes: { 'ml.component.name': 'outer', 'ml.run.id': 'outer-1' },
    });
    const plain = span({ spanId: '2', parentSpanId: spanId('1') });
    const read = span({
      spanId: '3',
      parentSpanId: spanId('2'),
      attributes: { 'ml.input.names': ['a'] },
    });

    const mapped = spansToBatch([read, plain, outer]);

    expect(mapped.batch.contributions.map((each) => each.run)).toEqual(['outer-1', 'outer-1']);
    expect(mapped.counts).toMatchObject({ runs: 1, children: 1, unbridged: 0 });
    expect(mapped.unused).toEqual([plain]);
  });

  it('finds its run by the stored form of an id that is not well-formed', () => {
    const outer = span({ attributes: { 'ml.component.name': 'outer', 'ml.run.id': 'a\ud800' } });
    const read = span({
      spanId: '2',
      parentSpanId: spanId('1'),
      attributes: { 'ml.input.names': ['a'] },
    });

    const { contributions } = spansToBatch([outer, read]).batch;

    expect(contributions.map((each) => each.run)).toEqual(['a\ufffd', 'a\ufffd']);
  });

  it('waits for its parent when its run is not in the request', () => {
    const read = span({ parentSpanId: spanId('9'), attributes: { 'ml.input.names': ['a'] } });

    const mapped = spansToBatch([read]);

    expect(mapped.batch.contributions).toEqual([]);
    expect(mapped.batch.orphans).toMatchObject([
      { parent: `${TRACE_ID}:${spanId('9')}`, span: keyOfSpan('1') },
    ]);
    expect(mapped.counts).toMatchObject({ orphans: 1, unbridged: 0 });
  });

  it('is counted as unbridged when nothing encloses it', () => {
    const read = span({ attributes: { 'ml.input.names': ['a'] } });

    const mapped = spansToBatch([read]);

    expect(mapped.batch).toEqual({ contributions: [], orphans: [], annotations: [] });
    expect(mapped.counts).toMatchObject({ orphans: 0, unbridged: 1 });
  });

  it('has no metrics, which belong to a component, and that is counted', () => {
    const attributes = { 'ml.run.id': 'train-7', 'ml.metric.loss': 1 };

    expect(contributionOf({ attributes }).metrics).toEqual([]);
    expect(leftOutOf(span({ attributes }))).toEqual({
      'ml.metric.*: on a span without ml.component.name': 1,
    });
  });
});

describe('the parents of a run', () => {
  const component = (name: string) => ({ 'ml.component.name': name });

  it('are the nearest enclosing run, over spans that are none', () => {
    const spans = [
      span({ spanId: '1', attributes: component('outer') }),
      span({ spanId: '2', parentSpanId: spanId('1') }),
      span({ spanId: '3', parentSpanId: spanId('2'), attributes: component('inner') }),
    ];

    expect(parentsOf(spans, '3')).toEqual([keyOfSpan('1')]);
    expect(parentsOf(spans.toReversed(), '3')).toEqual([keyOfSpan('1')]);
  });

  it('are the first span outside of the request when the chain leaves it', () => {
    const spans = [
      span({ spanId: '2', parentSpanId: spanId('1') }),
      span({ spanId: '3', parentSpanId: spanId('2'), attributes: component('inner') }),
    ];

    expect(parentsOf(spans, '3')).toEqual([keyOfSpan('1')]);
  });

  it('are never the run itself, when an announcement stands below its own run', () => {
    const own = { ...component('train'), 'ml.run.id': 'train-7' };
    const spans = [
      span({ spanId: '1', attributes: component('outer') }),
      span({ spanId: '2', parentSpanId: spanId('1'), attributes: own }),
      span({ spanId: '3', parentSpanId: spanId('2'), attributes: own }),
    ];

    expect(parentsOf(spans, '3')).toEqual([keyOfSpan('1')]);
  });

  it('end in nothing on a cycle or beyond 32 spans, and that is counted', () => {
    const cycle = [
      span({ spanId: '1', parentSpanId: spanId('2') }),
      span({ spanId: '2', parentSpanId: spanId('1'), attributes: component('loop') }),
    ];
    const chain = Array.from({ length: 40 }, (_, step) =>
      span({
        spanId: `${step + 1}`,
        parentSpanId: spanId(`${step}`),
        attributes: step === 39 ? component('deep') : {},
      }),
    );

    expect(parentsOf(cycle, '2')).toEqual([]);
    expect(parentsOf(chain, '40')).toEqual([]);
    expect(leftOutOf(...chain)).toEqual({ 'parent: more than 32 spans away': 1 });
  });

  function parentsOf(spans: readonly OtlpSpan[], id: string) {
    const { contributions } = spansToBatch(spans).batch;
    return contributions.find((each) => each.span === keyOfSpan(id))?.parents;
  }
});

describe('annotations', () => {
  it('are made of ml.flag.*, on any span, with the span as id and its end as time', () => {
    const { batch, unused } = spansToBatch([
      span({
        attributes: { 'ml.flag.pointer': 'p:1', 'ml.flag.value': false, 'ml.flag.reason': 'fine' },
        resource: { 'service.name': 'support' },
      }),
    ]);

    expect(unused).toEqual([]);
    expect(batch.annotations).toEqual([
      {
        origin: 0,
        id: keyOfSpan('1'),
        kind: 'flag',
        about: { kind: 'pointer', pointer: { namespace: '', name: 'p:1', type: null } },
        value: 'false',
        reason: 'fine',
        by: 'support',
        at: 2_000n,
      },
    ]);
  });

  it('are no flags when the value is neither true nor false', () => {
    const unclear = span({ attributes: { 'ml.flag.pointer': 'p1', 'ml.flag.value': 'perhaps' } });

    expect(spansToBatch([unclear]).batch.annotations).toEqual([]);
    expect(leftOutOf(unclear)).toEqual({ 'ml.flag.value: is neither true nor false': 1 });
  });

  it('are made of ml.run.notes, about the run', () => {
    const attributes = { 'ml.component.name': 'train', 'ml.run.id': 'r', 'ml.run.notes': 'again' };

    expect(spansToBatch([span({ attributes })]).batch.annotations).toMatchObject([
      { kind: 'note', about: { kind: 'run', run: 'r' }, value: 'again', id: keyOfSpan('1') },
    ]);
  });
});

describe('what the sender dropped', () => {
  it('is counted, by its SDK and by our instrumentation', () => {
    const attributes = { 'ml.component.name': 'train', 'ml.dropped.inputs': 3n };

    expect(leftOutOf(span({ attributes, droppedAttributesCount: 2 }))).toEqual({
      "attributes: dropped by the sender's SDK": 2,
      'ml.dropped.*: dropped by the instrumentation': 3,
    });
  });
});
