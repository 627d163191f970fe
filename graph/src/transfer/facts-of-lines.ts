/** Facts out of the lines that `lines-of-facts.ts` writes; a fault names the field and what it should be. */
import type { FactPart } from '../facts/fact-parts.ts';
import type { AnnotationState, CodeState, ComponentState } from '../facts/gathered-facts.ts';
import { componentKey, compositeKey, keyOf, pointerKey, triggerKey } from '../facts/keys.ts';
import type { PointerType, RunState, TriggerPhase, TriggerStatus } from '../facts/lineage-batch.ts';
import type { PointerState } from '../facts/pointer-state.ts';
import { inferPointerType } from '../facts/pointer-type.ts';
import type { IoState, MetricState, RunFacts, RunHead, TriggerState } from '../facts/run-facts.ts';
import { parseStamp, type Stamp } from '../facts/stamp.ts';
import type { WaitingFacts } from '../facts/waiting-facts.ts';
import type { ReceiptRow, TombstoneRow } from '../forgetting.ts';
import type { LabelRow } from '../label-store.ts';
import { type Read, reader } from './read-json.ts';

/**
 * The facts of one line.
 *
 * @throws FormatError for a line that is no fact.
 */
export function factsOfLine(line: Read): FactPart {
  switch (
    line.oneOf('kind', [
      'run',
      'component',
      'pointer',
      'code',
      'annotation',
      'tombstone',
      'receipt',
      'waiting',
    ])
  ) {
    case 'run':
      return readRun(line);
    case 'component':
      return { components: [readComponent(line)] };
    case 'pointer':
      return { pointers: [readPointer(line)] };
    case 'code':
      return { codes: [readCode(line)] };
    case 'receipt':
      return { receipts: [readReceipt(line)] };
    case 'waiting':
      return { waiting: [readWaiting(line)] };
    case 'tombstone':
      return { tombstones: [readTombstone(line)] };
    default:
      return readAnnotation(line);
  }
}

/** @throws FormatError for anything but what `waitingText` gives. */
export function waitingOf(text: string): WaitingFacts {
  return readWaiting(reader(JSON.parse(text)));
}

function readWaiting(line: Read): WaitingFacts {
  const part = readRun(line.part('run'));
  const [run] = part.runs ?? [];
  const key = line.name('span');
  if (run === undefined || run.key !== key) throw line.fault('run', 'the run of this span');
  const pointers = line.list('pointers').map(readPointer);
  return {
    key,
    parent: line.name('parent'),
    run,
    pointers: new Map(pointers.map((pointer) => [pointer.key, pointer])),
  };
}

function readRun(line: Read): FactPart {
  const id = line.name('id');
  const key = keyOf(id);
  const pointers: PointerState[] = [];
  const io = (name: string): ReadonlyMap<string, IoState> =>
    new Map(
      line.list(name).map((item) => {
        const pointer = namedPointer(item, 'pointer');
        pointers.push(pointer);
        return [pointer.key, readIo(item)];
      }),
    );
  const head = line.has('head') ? line.part('head') : null;
  const component = head === null ? null : bareComponent(head, 'component');
  const code = head?.textOrNull('code') ?? null;
  const run: RunFacts = {
    key,
    id,
    start: line.wholeOrNull('start'),
    head: head === null || component === null ? null : readHead(head, component.key, code),
    inputs: io('inputs'),
    outputs: io('outputs'),
    metrics: new Map(line.list('metrics').map(readMetric)),
    triggers: new Map(line.list('triggers').map((item) => readTrigger(item, key))),
    slices: new Map(
      line.texts('slices', 2).map(([name = '', value = '']) => {
        return [compositeKey([name, value]), { key: name, value }];
      }),
    ),
    labels: new Map(line.textList('labels').map((label) => [keyOf(label), label])),
    parents: new Set(line.textList('parents')),
    links: new Set(line.textList('links')),
    spans: new Set(line.textList('spans')),
  };
  return {
    runs: [run],
    pointers,
    components: component === null ? [] : [component],
    codes:
      code === null ? [] : [{ key: keyOf(code), digest: code, text: null, file: null, line: null }],
  };
}

function readHead(head: Read, component: string, code: string | null): RunHead {
  return {
    stamp: readStamp(head),
    component,
    state: head.oneOf<RunState>('state', ['running', 'ok', 'failed']),
    end: head.wholeOrNull('end'),
    service: head.textOrNull('service'),
    environment: head.textOrNull('environment'),
    codeVersion: head.textOrNull('codeVersion'),
    codeDigest: code === null ? null : keyOf(code),
    error: head.textOrNull('error'),
  };
}

function readIo(item: Read): IoState {
  const digest = item.textOrNull('digest');
  return {
    knownAt: item.wholeOrNull('at'),
    digest: digest === null ? null : keyOf(digest),
    rows: item.wholeOrNull('rows'),
    bytes: item.wholeOrNull('bytes'),
    fromAt: item.wholeOrNull('fromAt'),
    fromSpan: item.text('from'),
  };
}

function readMetric(item: Read): [string, MetricState] {
  const component = item.text('component');
  const name = item.text('name');
  return [
    compositeKey([component, name]),
    {
      component,
      name,
      value: item.float('value'),
      unit: item.textOrNull('unit'),
      at: item.whole('at'),
      stamp: readStamp(item),
    },
  ];
}

function readTrigger(item: Read, run: string): [string, TriggerState] {
  const trigger: TriggerState = {
    phase: item.oneOf<TriggerPhase>('phase', ['before_run', 'after_run']),
    name: item.text('name'),
    status: item.oneOf<TriggerStatus>('status', ['pass', 'warn', 'fail', 'error', 'skipped']),
    message: item.textOrNull('message'),
    value: item.floatOrNull('value'),
    threshold: item.floatOrNull('threshold'),
    at: item.whole('at'),
    stamp: readStamp(item),
  };
  return [triggerKey(run, trigger), trigger];
}

function readStamp(item: Read): Stamp {
  const text = item.text('stamp');
  if (!/^[01]\|-?\d{1,19}\|/.test(text)) throw item.fault('stamp', 'a stamp');
  return parseStamp(text);
}

function readComponent(line: Read): ComponentState {
  const bare = bareComponent(line, 'name');
  if (!line.has('texts')) return bare;
  const texts = line.part('texts');
  return {
    ...bare,
    texts: {
      start: texts.whole('start'),
      description: texts.textOrNull('description'),
      owner: texts.textOrNull('owner'),
      tags: texts.textList('tags'),
    },
  };
}

function readPointer(line: Read): PointerState {
  return {
    ...namedPointer(line, 'name'),
    type: line.oneOf<PointerType>('type', ['data', 'model', 'endpoint', 'other']),
    explicit: line.isTrue('explicit'),
  };
}

function readCode(line: Read): CodeState {
  const digest = line.name('digest');
  return {
    key: keyOf(digest),
    digest,
    text: line.textOrNull('text'),
    file: line.textOrNull('file'),
    line: line.wholeOrNull('line'),
  };
}

function readReceipt(line: Read): ReceiptRow {
  return {
    id: line.name('id'),
    at: line.whole('at'),
    by: line.textOrNull('by'),
    reason: line.textOrNull('reason'),
    subject: line.oneOf<ReceiptRow['subject']>('subject', ['pointer', 'run', 'label']),
    fate: line.oneOf<ReceiptRow['fate']>('fate', ['tombstone', 'erase']),
    scope: line.oneOf<ReceiptRow['scope']>('scope', ['only', 'alone', 'downstream']),
    pointers: line.whole('pointers'),
    runs: line.whole('runs'),
    hashes: line.textList('hashes'),
    allHashes: line.text('allHashes'),
    metrics: line.whole('metrics'),
    triggers: line.whole('triggers'),
    annotations: line.whole('annotations'),
    marked: line.isTrue('marked'),
    done: line.isTrue('done'),
  };
}

function readTombstone(line: Read): TombstoneRow {
  const key = line.text('key');
  if (!/^#[0-9a-f]{64}$/.test(key)) throw line.fault('key', '# and a hash');
  const kind = line.oneOf<TombstoneRow['kind']>('of', ['pointer', 'run']);
  return { key, kind, fate: line.oneOf<TombstoneRow['fate']>('fate', ['tombstone', 'erase']) };
}

function readAnnotation(line: Read): FactPart {
  const kind = line.oneOf<AnnotationState['kind']>('says', ['flag', 'note', 'label', 'retraction']);
  const about = line.part('about');
  const pointer = about.has('pointer') ? namedPointer(about, 'pointer') : null;
  const retracted = about.has('label') ? labelOf(about.name('label')) : null;
  const put = line.has('label') ? labelOf(line.name('label')) : null;
  const subject = pointer !== null ? 'pointer' : retracted !== null ? 'label' : 'run';
  const key = pointer?.key ?? retracted?.key ?? keyOf(about.name('run'));
  const id = line.name('id');
  const value = line.text('value');
  const at = line.whole('at');
  const annotation: AnnotationState = {
    key: compositeKey([id, kind, subject, key, ...(put === null ? [] : [put.key])]),
    id,
    kind,
    subject,
    about: key,
    label: put?.key ?? null,
    value,
    reason: line.textOrNull('reason'),
    by: line.textOrNull('by'),
    at,
  };
  const labels = [retracted, put].flatMap((label) => label ?? []);
  if (pointer === null) return { annotations: [annotation], labels };
  const flag = kind === 'flag' ? { at, id, value } : null;
  return { annotations: [annotation], labels, pointers: [{ ...pointer, flag }] };
}

function labelOf(name: string): LabelRow {
  return { key: keyOf(name), name };
}

function bareComponent(item: Read, name: string): ComponentState {
  const [namespace = '', text = '', key] = item.nameParts(name);
  return {
    key: key ?? componentKey({ namespace, name: text }),
    namespace,
    name: text,
    texts: null,
  };
}

/** As a run knows it: by its name alone. */
function namedPointer(item: Read, name: string): PointerState {
  const [namespace = '', text = '', key] = item.nameParts(name);
  return {
    key: key ?? pointerKey({ namespace, name: text }),
    namespace,
    name: text,
    type: inferPointerType(text),
    explicit: false,
    flag: null,
  };
}
