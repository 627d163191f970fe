import { type ParameterValues, parseParameters, UsageError } from '@spantrail/graph';
import { askerAt } from './ask/asker-at.ts';
import { withLinesOfFiles } from './ask/lines-of-files.ts';
import { withOwnCypher } from './ask/own-cypher.ts';
import { choosePlace } from './ask/place.ts';
import { canBeDrawn, type DrawingLanguage, draw, drawingOptions } from './draw/draw.ts';
import { type ExitCode, failureOf } from './exit-code.ts';
import { answerFields } from './fields/answer-fields.ts';
import { chooseFields, type PickedFields, pickFields } from './fields/pick-fields.ts';
import { commandTable, ownOptions } from './line/command-table.ts';
import { helpForAll, helpForCommand } from './line/help.ts';
import { type CommandLine, parseCommandLine, wantsJson } from './line/parse-command-line.ts';
import { hintLines } from './present/hint-lines.ts';
import { present } from './present/present.ts';
import { serve } from './serve.ts';
import type { Surroundings, TextSink } from './surroundings.ts';
import { type Block, inked, line } from './text/document.ts';
import { print, type Screen } from './text/print.ts';
import { exportStore } from './transfer/export-store.ts';
import { importExport } from './transfer/import-export.ts';
import { version } from './version.ts';

type Run = CommandLine & { kind: 'run' };

/**
 * Runs one command line to its end. Never rejects: every failure is one line on stderr (with
 * `--json` one object on stdout and nothing on stderr) and an exit code.
 */
export async function runCli(surroundings: Surroundings): Promise<ExitCode> {
  const { args, stdout, stderr } = surroundings;
  try {
    return await obey(surroundings);
  } catch (thrown) {
    const { exitCode, message, error } = failureOf(thrown);
    if (wantsJson(args)) {
      writeJson(stdout, { error });
    } else {
      const screen = screenOf(stderr, surroundings);
      stderr.write(print([line(inked('red', 'spantrail: '), message)], screen));
    }
    return exitCode;
  }
}

async function obey(surroundings: Surroundings): Promise<ExitCode> {
  const { args, graph, stdout } = surroundings;
  const table = commandTable(graph.questions, graph.commands);
  const commandLine = parseCommandLine(args, table);
  switch (commandLine.kind) {
    case 'version':
      stdout.write(`${version()}\n`);
      return 0;
    case 'help': {
      const { command } = commandLine;
      writeText(surroundings, command === null ? helpForAll(table) : helpForCommand(command));
      return 0;
    }
    case 'run':
      switch (commandLine.command.kind) {
        case 'serve':
          return serve(commandLine, surroundings);
        case 'export':
          return exportStore(commandLine, surroundings);
        case 'import':
          return importExport(commandLine, surroundings);
        default:
          return ask(commandLine, surroundings);
      }
  }
}

async function ask(run: Run, surroundings: Surroundings): Promise<ExitCode> {
  const { environment, graph, now, stdout } = surroundings;
  const { name, kind } = run.command;
  const known = answerFields(name);
  if (run.output.kind === 'fields') {
    writeJson(stdout, known ?? { fields: [], main: null });
    return 0;
  }
  const picked = fieldsToPick(run);
  const typed = await withLinesOfFiles(run, surroundings);
  const values = name === 'query' ? await withOwnCypher(typed) : typed;
  const own = parseParameters(run.command, values);
  const drawing = drawingAsked(run, own);
  const place = choosePlace(run, environment);
  const token = environment.SPANTRAIL_TOKEN || null;
  const asker = await askerAt(place, { graph, token, now });
  const answer = await asker({
    name,
    kind: kind === 'write' ? 'write' : 'question',
    values: values.filter(([parameter]) => !ownOptions.has(parameter)),
  });
  if (drawing !== null && canBeDrawn(name)) {
    stdout.write(draw(name, answer, drawing));
  } else if (run.output.kind === 'json') {
    writeJson(
      stdout,
      picked === null || known === null ? answer : pickFields(answer, picked, known),
    );
  } else {
    writeText(surroundings, [
      ...present(name, answer, { shortRunIds: stdout.isTTY === true }),
      ...(stdout.isTTY === true ? hintLines(run, answer, environment) : []),
    ]);
  }
  return own.get('check') === true && failsCheck(name, answer) ? 1 : 0;
}

/** @throws UsageError when more than one form of answer is asked for. */
function drawingAsked({ output }: Run, own: ParameterValues): DrawingLanguage | null {
  const asked = drawingOptions.filter((language) => own.get(language) === true);
  const [first = null, second] = asked;
  const other = second ?? (first !== null && output.kind !== 'text' ? 'json' : undefined);
  if (other !== undefined) {
    throw new UsageError(`Give --${first} or --${other}, not both: one answer is printed.`, other);
  }
  return first;
}

/** Checked before asking: a misspelt field must not cost a question, or a write. */
function fieldsToPick({ output, command }: Run): PickedFields | null {
  if (output.kind !== 'json' || output.fields === null) return null;
  const known = answerFields(command.name);
  if (known === null) {
    throw new UsageError(`"${command.name}" answers whole; use --json without fields.`, 'json');
  }
  return chooseFields(output.fields, known);
}

/** `stale --check` fails when anything is stale, `sla --check` when the objective is breached. */
function failsCheck(question: string, answer: object): boolean {
  if (question === 'sla') return 'state' in answer && answer.state === 'breached';
  return 'runs' in answer && Array.isArray(answer.runs) && answer.runs.length > 0;
}

function writeText(surroundings: Surroundings, blocks: readonly Block[]): void {
  surroundings.stdout.write(print(blocks, screenOf(surroundings.stdout, surroundings)));
}

/** The one form that JSON has here, the same on a terminal and in a pipe, near and far. */
function writeJson(stdout: TextSink, value: object): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function screenOf(sink: TextSink, { environment }: Surroundings): Screen {
  const terminal = sink.isTTY === true;
  const plain = Boolean(environment.NO_COLOR) || environment.TERM === 'dumb';
  return { terminal, colour: terminal && !plain };
}
