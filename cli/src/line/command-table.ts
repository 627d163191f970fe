import type { Command, Parameter, Question } from '@spantrail/graph';
import { canBeDrawn, drawingOptions } from '../draw/draw.ts';

/** A command of the CLI: a question, a command that writes, or one of our own like `serve`. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** The arguments of one useful call, as they are typed. */
  readonly example: string;
  readonly kind: 'question' | 'write' | 'serve' | 'export' | 'import';
}

const examples: ReadonlyMap<string, string> = new Map([
  ['trace', 'trace predictions/2020-05.csv --depth 3'],
  ['impact', 'impact rides/2020-05.csv.gz --json=runs.id,component'],
  ['inspect', 'inspect 4bf92f3577b34da6'],
  ['compare', 'compare 4bf92f3577b34da6 a3ce929d0e0e4736'],
  ['history', 'history train --limit 10'],
  ['recent', 'recent --limit 20'],
  ['components', 'components --owner data-team'],
  ['tags', 'tags'],
  ['labels', 'labels gdpr'],
  ['retracted', 'retracted gdpr'],
  ['map', 'map --focus train'],
  ['sla', 'sla train accuracy --at-least 0.8 --window-days 14'],
  ['stale', 'stale model.pkl --max-age-days 7'],
  ['review', 'review --json=component,count,lift,confidence'],
  ['slice', "slice country=de --where 'accuracy < 0.8'"],
  ['queries', 'queries trace'],
  ['query', 'query history-metrics --param component=train --limit 100'],
  ['flag', "flag predictions/2020-05.csv --reason 'tips do not add up'"],
  ['unflag', 'unflag --all'],
  ['label', "label rides/2020-05.csv.gz gdpr --reason 'a rider asked'"],
  ['retract', "retract gdpr --reason 'a rider withdrew consent'"],
  ['schema', 'schema --apply --store bolt://127.0.0.1:7687'],
  ['clear', 'clear --yes --store file:.spantrail/lineage.db'],
  ['forget', 'forget s3://users/123/features.csv --downstream'],
  ['forgotten', 'forgotten s3://users/123/features.csv'],
  ['note', "note 4bf92f3577b34da6 'retrained by hand after the outage'"],
  ['retain', 'retain --keep 90d --dry-run'],
]);

/** What `--check` of a question fails on. */
const checks: ReadonlyMap<string, string> = new Map([
  ['stale', 'something is stale'],
  ['sla', 'the objective is breached'],
]);

function checkOf(question: string): Parameter {
  return {
    name: 'check',
    type: 'boolean',
    required: false,
    positional: false,
    describe: `exit with 1 when ${checks.get(question)}`,
  };
}

const drawings: readonly Parameter[] = drawingOptions.map((language) => ({
  name: language,
  type: 'boolean',
  required: false,
  positional: false,
  describe:
    language === 'mermaid'
      ? 'a picture, as a Mermaid flowchart for Markdown'
      : 'a picture, for Graphviz (pipe it into dot -Tsvg)',
}));

const serve: CommandSpec = {
  name: 'serve',
  summary: 'takes OTLP spans in and answers questions over HTTP, until it is stopped',
  parameters: [
    {
      name: 'listen',
      type: 'string',
      required: false,
      positional: false,
      placeholder: 'HOST:PORT',
      describe: 'HOST:PORT to listen on (default 127.0.0.1:4319; port 0 takes a free one)',
    },
    {
      name: 'tokens',
      type: 'string',
      required: false,
      positional: false,
      placeholder: 'FILE',
      describe:
        'file of who is let in, a line each: ingest TOKEN, read TOKEN or admin TOKEN (also in SPANTRAIL_TOKENS); read again when it changes',
    },
    {
      name: 'allow-host',
      type: 'list',
      required: false,
      positional: false,
      placeholder: 'NAME',
      describe:
        'a further Host to answer to, as a proxy sends it (NAME or NAME:PORT); again for more',
      max: 100,
    },
    {
      name: 'tls-cert',
      type: 'string',
      required: false,
      positional: false,
      placeholder: 'FILE',
      describe:
        'certificate (PEM, with those above it) to speak HTTPS with; read again when it changes',
    },
    {
      name: 'tls-key',
      type: 'string',
      required: false,
      positional: false,
      placeholder: 'FILE',
      describe: 'key of the certificate (PEM, without a password)',
    },
    {
      name: 'redact',
      type: 'string',
      required: false,
      positional: false,
      placeholder: 'FILE',
      describe: 'rules (JSON) for attribute values to drop or mask before anything is stored',
    },
    {
      name: 'allow-cypher',
      type: 'boolean',
      required: false,
      positional: false,
      describe:
        'let whoever asks questions also send read-only Cypher of their own; admins by token always may',
    },
    {
      name: 'requests-max',
      type: 'integer',
      required: false,
      positional: false,
      describe: 'requests with a body taken in at one time, more get 503 (default 128)',
      min: 1,
    },
    {
      name: 'mebibytes-max',
      type: 'integer',
      required: false,
      positional: false,
      describe: 'MiB of their bodies, sent and unzipped, above which more get 503 (default 8)',
      min: 1,
    },
    {
      name: 'log-format',
      type: 'string',
      required: false,
      positional: false,
      placeholder: 'FORMAT',
      values: ['auto', 'text', 'json'],
      describe:
        'the log on stderr: text, json, or auto: text on a terminal, else json (default auto)',
    },
  ],
  example: 'serve --listen 127.0.0.1:4319 --store file:.spantrail/lineage.db',
  kind: 'serve',
};

const exportCommand: CommandSpec = {
  name: 'export',
  summary: 'writes the whole store as JSON Lines, for a backup or another store',
  parameters: [
    {
      name: 'file',
      type: 'string',
      required: false,
      positional: true,
      describe: 'the file to make; - or nothing for the standard output',
    },
  ],
  example: 'export backup.jsonl',
  kind: 'export',
};

const importCommand: CommandSpec = {
  name: 'import',
  summary: 'merges an export into a store; again changes nothing',
  parameters: [
    {
      name: 'file',
      type: 'string',
      required: true,
      positional: true,
      describe: 'a file that "export" made; - for the standard input',
    },
    {
      name: 'partial',
      type: 'boolean',
      required: false,
      positional: false,
      describe: 'take what there is of a file that was cut',
    },
  ],
  example: 'import backup.jsonl --store bolt://localhost:7687',
  kind: 'import',
};

/** Options of a command that the CLI acts on itself; they are not part of the question. */
export const ownOptions: ReadonlySet<string> = new Set(['check', ...drawingOptions]);

/** Every command: what the graph offers, in its order, and what is the CLI's own. */
export function commandTable(
  questions: readonly Question[],
  commands: readonly Command[],
): readonly CommandSpec[] {
  return [
    ...questions.map((question) => specOf(question, 'question')),
    ...commands.map((command) => specOf(command, 'write')),
    exportCommand,
    importCommand,
    serve,
  ];
}

function specOf(question: Question, kind: 'question' | 'write'): CommandSpec {
  const { name, summary, parameters } = question;
  return {
    name,
    summary,
    parameters: [
      ...parameters,
      ...(checks.has(name) ? [checkOf(name)] : []),
      ...(canBeDrawn(name) ? drawings : []),
    ],
    example: examples.get(name) ?? name,
    kind,
  };
}
