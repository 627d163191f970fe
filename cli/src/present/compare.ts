import type { CompareAnswer } from '@spantrail/graph';
import { type Block, inked, line, type Piece, table } from '../text/document.ts';
import { count, figure, someOf, whole } from '../text/figures.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { runHead } from './run-lines.ts';

type Io = CompareAnswer['inputs'];

const rowsShownMax = 12;
const namesShownMax = 8;
/** A digest's beginning is enough to tell two apart by eye. */
const digestShownLength = 20;

/** Two runs side by side: only what differs, then the first difference upstream. */
export function presentCompare(answer: CompareAnswer, look: Look): readonly Block[] {
  const { a, b, upstream } = answer;
  const beside = upstream.flatMap((one) => [one.a, one.b].flatMap((id) => id ?? []));
  const names = namesIn([{ ...a, beside }, b], look);
  return [
    line(inked('dim', 'a  '), ...runHead(a, answer.asOf, names)),
    line(inked('dim', 'b  '), ...runHead(b, answer.asOf, names)),
    ...(answer.same ? [line(), line('Nothing is known to differ, here or upstream.')] : []),
    ...section('differs', factRows(answer)),
    ...section('inputs', ioRows(answer.inputs), sameLine(answer.inputs, 'input')),
    ...section('outputs', ioRows(answer.outputs), sameLine(answer.outputs, 'output')),
    ...section('metrics', metricRows(answer)),
    ...section('triggers', triggerRows(answer)),
    ...upstreamLines(answer, names),
    ...noteLines(answer),
  ];
}

function factRows({ facts, code, slices, labels }: CompareAnswer): readonly (readonly Piece[])[] {
  const sides = ({ a, b }: { a: string | null; b: string | null }) => [a ?? '-', b ?? '-'];
  const { version, digest, file } = code;
  const differing = ([, { a, b }]: readonly [string, { a: string | null; b: string | null }]) =>
    a !== b;
  const ofCode = (
    [
      ['code version', version],
      ['code digest', { a: short(digest.a), b: short(digest.b) }],
      ['code place', file],
    ] as const
  ).filter(differing);
  const sets = (
    [
      ['slices', slices],
      ['labels', labels],
    ] as const
  ).filter(([, { onlyA, onlyB }]) => onlyA.length + onlyB.length > 0);
  return [
    ...facts.map((fact) => [fact.name, ...sides(fact)]),
    ...ofCode.map(([name, value]) => [name, ...sides(value)]),
    ...(code.textDiffers === true ? [['code text', 'differs', '(--json has the digests)']] : []),
    ...sets.map(([name, { onlyA, onlyB }]) => [
      name,
      someOf(onlyA, namesShownMax) || '-',
      someOf(onlyB, namesShownMax) || '-',
    ]),
  ];
}

function ioRows({ differences }: Io): readonly (readonly Piece[])[] {
  const changes = {
    content: inked('yellow', 'other content'),
    onlyA: inked('yellow', 'only a'),
    onlyB: inked('yellow', 'only b'),
    unknown: inked('dim', 'content not known'),
  } as const;
  return differences.map(({ pointer, change, a, b }) => [
    inked('bold', pointer),
    changes[change],
    contentText(a),
    contentText(b),
  ]);
}

function contentText(content: Io['differences'][number]['a']): string {
  if (content === null) return '-';
  const { digest, rows, bytes } = content;
  const parts = [
    ...(digest === null ? [] : [short(digest) ?? '']),
    ...(rows === null ? [] : [count(rows, 'row')]),
    ...(bytes === null ? [] : [count(bytes, 'byte')]),
  ];
  return parts.join(', ') || '-';
}

function sameLine({ same }: Io, what: string): string {
  return same === 0 ? '' : `${count(same, `${what}`)} with the same content`;
}

function metricRows({ metrics }: CompareAnswer): readonly (readonly Piece[])[] {
  const value = (side: number | null): string => (side === null ? '-' : figure(side));
  return metrics.map(({ name, unit, a, b, difference }) => [
    name,
    value(a),
    value(b),
    difference === null ? '-' : `${difference > 0 ? '+' : ''}${figure(difference)}`,
    unit ?? '',
  ]);
}

function triggerRows({ triggers }: CompareAnswer): readonly (readonly Piece[])[] {
  const side = (status: string | null, value: number | null): string =>
    `${status ?? '-'}${value === null ? '' : ` (${figure(value)})`}`;
  return triggers.map(({ name, status, value }) => [
    name,
    side(status.a, value.a),
    side(status.b, value.b),
  ]);
}

function upstreamLines({ upstream }: CompareAnswer, names: Names): readonly Block[] {
  const [nearest] = upstream;
  if (nearest === undefined) return [];
  const rows = upstream.map(({ depth, pointer, component, a, b, differs }, index) => [
    `${whole(depth)} up`,
    inked('bold', component),
    a === null ? '-' : names.run(a),
    b === null ? '-' : names.run(b),
    inked(index === 0 ? 'yellow' : 'dim', differs.join(', ')),
    pointer,
  ]);
  return section('upstream, the first difference first', rows);
}

function section(title: string, rows: readonly (readonly Piece[])[], after = ''): readonly Block[] {
  if (rows.length === 0) return [];
  const columns = (rows[0] ?? []).map(() => ({ title: '' }));
  const more = rows.length - rowsShownMax;
  return [
    line(),
    line(inked('dim', title)),
    table(columns, rows.slice(0, rowsShownMax)),
    ...(more > 0 ? [line(inked('dim', `… and ${whole(more)} more (--json shows all)`))] : []),
    ...(after === '' ? [] : [line(inked('dim', after))]),
  ];
}

function short(digest: string | null): string | null {
  if (digest === null || digest.length <= digestShownLength) return digest;
  return `${digest.slice(0, digestShownLength)}…`;
}
