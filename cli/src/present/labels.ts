import type { LabelAnswer, LabelsAnswer } from '@spantrail/graph';
import { type Block, inked, line, type Piece, table } from '../text/document.ts';
import { count, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';

/** All labels with their state; or the pointers that one of them reaches. */
export function presentLabels(answer: LabelsAnswer | LabelAnswer, look: Look): readonly Block[] {
  return 'labels' in answer ? all(answer) : one(answer, look);
}

function all(answer: LabelsAnswer): readonly Block[] {
  if (answer.labels.length === 0) return [line('Nothing is labelled.'), ...noteLines(answer)];
  const rows = answer.labels.map(({ name, runs, pointers, ...state }) => [
    inked('bold', name),
    whole(runs),
    whole(pointers),
    stateCell(state),
    state.reason ?? '-',
  ]);
  return [
    table(
      [
        { title: 'LABEL' },
        { title: 'RUNS', align: 'right' },
        { title: 'POINTERS', align: 'right' },
        { title: 'STATE' },
        { title: 'REASON' },
      ],
      rows,
    ),
    ...noteLines(answer),
  ];
}

function one(answer: LabelAnswer, look: Look): readonly Block[] {
  const { label, carriers, asOf, truncated } = answer;
  const runs = carriers.flatMap(({ run, component }) =>
    run === null ? [] : [{ id: run, component: component ?? '', namespace: '' }],
  );
  const names = namesIn(runs, look);
  const carried = `is carried by ${truncated ? 'at least ' : ''}${count(carriers.length, 'pointer')}`;
  const state: readonly Piece[] = answer.retracted ? ['  ', stateCell(answer)] : [];
  const head = line(
    inked('bold', label),
    ` ${carried}`,
    ...state,
    inked('dim', `  as of ${clockTime(asOf)}`),
  );
  if (carriers.length === 0) return [head, ...noteLines(answer)];
  const rows = carriers.map((pointer) => [
    inked('bold', pointer.pointer),
    pointer.direct ? 'labelled' : `${whole(pointer.depth)} down`,
    pointer.component ?? pointer.by ?? '-',
    pointer.run === null ? '-' : names.run(pointer.run),
    versionCell(pointer.current),
  ]);
  const titles = ['POINTER', 'HOW', 'COMPONENT OR BY', 'RUN', 'NOW'];
  return [
    head,
    line(),
    table(
      titles.map((title) => ({ title })),
      rows,
    ),
    ...noteLines(answer),
  ];
}

function stateCell(state: {
  readonly retracted: boolean;
  readonly retractedAt: string | null;
}): Piece {
  if (!state.retracted) return 'in use';
  const since = state.retractedAt === null ? '' : ` ${clockTime(state.retractedAt)}`;
  return inked('red', `RETRACTED${since}`);
}

/** Whether what the label reached is what a reader gets today. */
function versionCell(current: boolean | null): string {
  if (current === null) return 'not known';
  return current ? 'current' : 'overwritten';
}
