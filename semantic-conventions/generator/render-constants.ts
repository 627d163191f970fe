import type { AttributeDefinition, EnumMember, Registry } from './registry.ts';

const HEADER = `// Made from registry/*.yaml by \`npm run generate -w @spantrail/semantic-conventions\`. Do not edit.
`;

/** One exported constant: its name and the lines that define it. */
interface Constant {
  readonly name: string;
  readonly text: string;
}

/** The text of `src/attributes.ts`: constants named the way OpenTelemetry's own package does it. */
export function renderConstants(registry: Registry): string {
  return [HEADER, ...constants(registry).map(({ text }) => text)].join('\n');
}

/** The text of `src/index.ts`, which names each export. */
export function renderIndex(registry: Registry): string {
  const names = constants(registry)
    .map(({ name }) => `  ${name},\n`)
    .sort()
    .join('');
  return `${HEADER}export {\n${names}} from './attributes.ts';\n`;
}

function constants(registry: Registry): Constant[] {
  return [
    ...registry.attributes.flatMap(attributeConstants),
    ...registry.standard.map(({ ref, brief }) => literal(`ATTR_${upper(ref)}`, ref, [brief])),
    ...registry.events.map(({ name, brief }) => literal(`EVENT_${upper(name)}`, name, [brief])),
  ];
}

function attributeConstants(attribute: AttributeDefinition): Constant[] {
  const { key, type, brief, note, examples } = attribute;
  const name = `ATTR_${upper(key)}`;
  const comment = [
    brief,
    ...(note === undefined ? [] : ['', note]),
    '',
    ...examples.map((example) => `@example ${JSON.stringify(example)}`),
  ];
  if (typeof type !== 'string') {
    return [literal(name, key, comment), ...type.members.map((member) => memberOf(key, member))];
  }
  return [
    type.startsWith('template[') ? template(name, key, comment) : literal(name, key, comment),
  ];
}

function memberOf(key: string, { id, value, brief }: EnumMember): Constant {
  return literal(`${upper(key)}_VALUE_${upper(id)}`, value, [brief ?? `The value of ${key}.`]);
}

function literal(name: string, value: string, comment: readonly string[]): Constant {
  return { name, text: `${doc(comment)}export const ${name} = '${value}' as const;\n` };
}

function template(name: string, key: string, comment: readonly string[]): Constant {
  const text = `export const ${name} = (key: string): \`${key}.\${string}\` => \`${key}.\${key}\`;\n`;
  return { name, text: doc(comment) + text };
}

function doc(lines: readonly string[]): string {
  const body = lines.map((line) => (line === '' ? ' *' : ` * ${line.trim()}`));
  return `/**\n${body.join('\n')}\n */\n`;
}

function upper(key: string): string {
  return key.replaceAll('.', '_').toUpperCase();
}
