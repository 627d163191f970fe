import type { AttributeDefinition, Registry } from './registry.ts';

const BEGIN =
  '<!-- attributes: made by `npm run generate -w @spantrail/semantic-conventions`, do not edit -->';
const END = '<!-- /attributes -->';

/**
 * The README with the tables between its two markers made new.
 *
 * @throws Error when the markers are not there.
 */
export function renderReadme(readme: string, registry: Registry): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md lacks the lines ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin)}${BEGIN}\n\n${tables(registry)}\n${readme.slice(end)}`;
}

function tables({ attributes, standard, events }: Registry): string {
  return [
    table(['attribute', 'type', 'meaning', 'example'], attributes.map(attributeRow)),
    table(
      ['standard attribute', 'what it says of a run'],
      standard.map(({ ref, brief }) => [`\`${ref}\``, brief]),
    ),
    table(
      ['span event', 'meaning'],
      events.map(({ name, brief }) => [`\`${name}\``, brief]),
    ),
  ].join('\n');
}

function attributeRow({ key, type, brief, note, examples }: AttributeDefinition): string[] {
  const name = isTemplate(type) ? `${key}.<key>` : key;
  const meaning = note === undefined ? brief : `${brief} ${note}`;
  return [`\`${name}\``, typeName(type), meaning, `\`${JSON.stringify(examples[0])}\``];
}

/** Columns are padded because Biome formats Markdown tables that way and would undo anything else. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(cell));
  const widths = header.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = cells;
  return [head, rule, ...body]
    .map(
      (row) => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`,
    )
    .join('');
}

function isTemplate(type: AttributeDefinition['type']): boolean {
  return typeof type === 'string' && type.startsWith('template[');
}

function typeName(type: AttributeDefinition['type']): string {
  if (typeof type !== 'string') return type.members.map(({ value }) => `\`${value}\``).join(', ');
  return type.replace(/^template\[(.*)\]$/, '$1');
}

function cell(text: string): string {
  return text.trim().replaceAll('|', '\\|').replaceAll('\n', ' ');
}
