/** The lines of a scrape, each of which must be well-formed by the text format 0.0.4. */

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const VALUE = '[-+]?(?:[0-9]+(?:\\.[0-9]+)?(?:e[-+]?[0-9]+)?|Inf)|N[aA]N|Nan';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const HELP = new RegExp(`^# HELP (${NAME}) .+$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (${VALUE})$`);

/** Values by `name` or `name{labels}`. @throws for a line that is not well-formed, or comes unannounced. */
export function parsePrometheus(text: string): ReadonlyMap<string, number> {
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const values = new Map<string, number>();
  if (!text.endsWith('\n')) throw new Error('The last line is not ended.');
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const help = HELP.exec(line)?.[1];
    const [, typed, type] = TYPE.exec(line) ?? [];
    const [, name, labels, value] = SAMPLE.exec(line) ?? [];
    if (help !== undefined) helped.add(help);
    else if (typed !== undefined && type !== undefined) types.set(typed, type);
    else if (name !== undefined) {
      const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
      if (!types.has(family) || !helped.has(family)) throw new Error(`Not announced: ${line}`);
      const key = labels === undefined ? name : `${name}{${labels}}`;
      if (values.has(key)) throw new Error(`Twice: ${line}`);
      values.set(key, Number(value === 'Nan' ? 'NaN' : value?.replace('Inf', 'Infinity')));
    } else throw new Error(`Not well-formed: ${line}`);
  }
  return values;
}
