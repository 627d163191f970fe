/**
 * The first of two checks on Cypher that is not ours: its words. The second is the engine's own plan,
 * which sees through every spelling; this one says what is wrong in words, and holds what a plan does not
 * show: functions of plugins (some run Cypher, read files or ask the network) and other databases.
 */
import { CypherRefusedError } from '../errors.ts';

const WRITING = new Set([
  ...['CREATE', 'MERGE', 'SET', 'DELETE', 'DETACH', 'NODETACH', 'REMOVE', 'FOREACH', 'INSERT'],
  ...['DROP', 'ALTER', 'GRANT', 'DENY', 'REVOKE'],
]);
const BEYOND_THE_GRAPH = new Set(['LOAD', 'SHOW', 'TERMINATE', 'USE']);

/** First parts of the functions with a dot that Cypher itself has: `date.truncate()`. */
const OWN_FUNCTIONS = new Set([
  ...['date', 'datetime', 'localdatetime', 'localtime', 'time', 'duration', 'point', 'vector'],
]);

/** @throws CypherRefusedError */
export function refuseWrites(text: string): void {
  if (/\\u/i.test(text)) {
    throw new CypherRefusedError(
      'Refused: "\\u" escapes can hide what a query does. Write the character itself, or pass it as a parameter.',
    );
  }
  const code = withoutQuoted(text);
  if (code.trim() === '') throw new CypherRefusedError('The query is empty.');
  for (const match of code.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
    refuseWord(match[0].toUpperCase(), code.slice(0, match.index), code.slice(match.index));
  }
  for (const [call] of code.matchAll(/[\p{L}\p{N}_]+(?:\s*\.\s*[\p{L}\p{N}_]+)+\s*\(/gu)) {
    const first = call.split('.')[0]?.trim().toLowerCase() ?? '';
    if (OWN_FUNCTIONS.has(first)) continue;
    throw new CypherRefusedError(
      `Refused: "${call.replace(/\s/g, '').slice(0, -1)}" is a function of a plugin, and what it does is not known to be reading.`,
    );
  }
}

function refuseWord(word: string, before: string, from: string): void {
  // A property, label, type, parameter or alias may be called like a clause.
  if (/(?:[.:$|&!%]|\bAS)\s*$/i.test(before)) return;
  if (WRITING.has(word)) {
    throw new CypherRefusedError(
      `Refused: "${word}" writes, and a query only reads. If it is a name of yours, put it between backticks.`,
    );
  }
  if (BEYOND_THE_GRAPH.has(word)) {
    throw new CypherRefusedError(
      `Refused: "${word}" reaches beyond this graph (files, network, server or another database). If it is a name of yours, put it between backticks.`,
    );
  }
  if (word === 'CALL' && !/^.{4}\s*[({]/su.test(from)) {
    throw new CypherRefusedError(
      'Refused: "CALL" of a procedure; only subqueries, CALL (…) { … }, are read-only for sure.',
    );
  }
}

/** Texts become `''`, names between backticks a plain word, comments a space. */
function withoutQuoted(text: string): string {
  const quoted =
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`|\/\/[^\n\r]*|\/\*.*?\*\/|['"`]|\/\*/gsu;
  return text.replace(quoted, (found) => {
    if (found.startsWith('//')) return ' ';
    if (found.startsWith('/*')) {
      if (found.length >= 4) return ' ';
    } else if (found.length >= 2) {
      return found.startsWith('`') ? 'quoted_' : "''";
    }
    throw new CypherRefusedError(`The query is not understood: a ${found} is never closed.`);
  });
}
