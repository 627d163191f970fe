import type { ComponentsAnswer, TagsAnswer } from '@spantrail/graph';
import { type Block, inked, line, table } from '../text/document.ts';
import { whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { statePiece } from './run-lines.ts';

/** All components with owner, tags and last run. */
export function presentComponents(answer: ComponentsAnswer, look: Look): readonly Block[] {
  if (answer.components.length === 0) {
    return [line('No component matches.'), ...noteLines(answer)];
  }
  const named = answer.components.map(({ name, namespace, lastRun }) => ({
    component: name,
    namespace,
    ...(lastRun === null ? {} : { id: lastRun.id }),
  }));
  const names = namesIn(named, look);
  const rows = answer.components.map((component, index) => [
    inked('bold', names.component(named[index] ?? { component: component.name, namespace: '' })),
    component.owner ?? '-',
    component.tags.join(', ') || '-',
    component.lastRun === null ? '-' : names.run(component.lastRun.id),
    component.lastRun === null ? '-' : statePiece(component.lastRun.state),
    component.lastRun === null ? '-' : clockTime(component.lastRun.start),
    component.description ?? '-',
  ]);
  const titles = ['COMPONENT', 'OWNER', 'TAGS', 'LAST RUN', 'STATE', 'START', 'DESCRIPTION'];
  return [
    table(
      titles.map((title) => ({ title })),
      rows,
    ),
    ...noteLines(answer),
  ];
}

/** All tags with the number of components that carry them. */
export function presentTags(answer: TagsAnswer): readonly Block[] {
  if (answer.tags.length === 0) return [line('No component has a tag.'), ...noteLines(answer)];
  const rows = answer.tags.map(({ name, components }) => [inked('bold', name), whole(components)]);
  return [
    table([{ title: 'TAG' }, { title: 'COMPONENTS', align: 'right' }], rows),
    ...noteLines(answer),
  ];
}
