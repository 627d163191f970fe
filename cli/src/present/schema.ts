import type { ClearAnswer, SchemaAnswer, SchemaElementView } from '@spantrail/graph';
import { type Block, type Ink, inked, line, table } from '../text/document.ts';
import { count } from '../text/figures.ts';

const STATES: Readonly<
  Record<SchemaAnswer['state'], { readonly ink: Ink; readonly text: string }>
> = {
  ready: { ink: 'green', text: 'ready' },
  missing: {
    ink: 'yellow',
    text: 'incomplete; "spantrail schema --apply" creates what is missing',
  },
  populating: { ink: 'yellow', text: 'ready, but some indexes are still being made' },
  failed: { ink: 'red', text: 'an index failed; drop it, then "spantrail schema --apply"' },
  rederiving: {
    ink: 'yellow',
    text: 'dependencies are being derived anew; "spantrail schema --rederive" goes on with it',
  },
  newer: { ink: 'red', text: 'made by a newer Spantrail; use that one' },
};

/** What the store is set up with; what is as it should be is only counted. */
export function presentSchema(answer: SchemaAnswer): readonly Block[] {
  const { ink, text } = STATES[answer.state];
  const open = answer.elements.filter(({ state }) => state !== 'online');
  const version = answer.version === null ? 'none' : String(answer.version);
  const skew = answer.clockSkewMs === null ? '-' : `${answer.clockSkewMs} ms`;
  const towards = answer.rederivingMs === null ? '' : `, on its way to ${answer.rederivingMs} ms`;
  return [
    line(inked('bold', 'schema '), `${version} of ${answer.newest}: `, inked(ink, text)),
    line(`clock skew allowance: ${skew}${towards}`),
    line(
      `${kinds(answer.elements, 'constraint')}, ${kinds(answer.elements, 'index')}; ${open.length === 0 ? 'all there' : `${open.length} not yet there`}`,
    ),
    ...(answer.applied.length === 0 ? [] : [line(`created: ${answer.applied.join(', ')}`)]),
    ...(answer.rederivedRuns === null
      ? []
      : [line(`dependencies derived anew for ${count(answer.rederivedRuns, 'run')}`)]),
    ...(open.length === 0 ? [] : [line(), elementTable(open)]),
  ];
}

function kinds(elements: readonly SchemaElementView[], kind: 'constraint' | 'index'): string {
  const number = elements.filter((element) => element.kind === kind).length;
  if (number === 1) return `1 ${kind}`;
  return `${number} ${kind === 'index' ? 'indexes' : 'constraints'}`;
}

function elementTable(elements: readonly SchemaElementView[]): Block {
  const titles = ['NAME', 'KIND', 'FILE', 'STATE'];
  return table(
    titles.map((title) => ({ title })),
    elements.map(({ name, kind, file, state, progress }) => [
      inked('bold', name),
      kind,
      file,
      state === 'populating'
        ? inked('yellow', `${state} ${Math.floor(progress)} %`)
        : inked(state === 'failed' ? 'red' : 'yellow', state),
    ]),
  );
}

export function presentClear({ nodes, edges }: ClearAnswer): readonly Block[] {
  return [line(`Removed ${count(nodes, 'node')} and ${count(edges, 'edge')}.`)];
}
