import { fileURLToPath } from 'node:url';
import type { Attributes } from '@opentelemetry/api';
import { ATTR_CODE_FILE_PATH, ATTR_CODE_LINE_NUMBER } from '@spantrail/semantic-conventions';

const PLACE = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^\n]*?):(\d+):\d+\)?$/;

/**
 * File and line of the code that called `below`, read from a stack once at definition.
 *
 * @returns nothing when the stack does not tell, for instance with `--stack-trace-limit=0`.
 */
export function definitionSite(below: (...args: never[]) => unknown): Attributes {
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, below);
  if (typeof holder.stack !== 'string') return {};
  const frame = holder.stack.split('\n').find((line) => line.trimStart().startsWith('at '));
  const place = frame === undefined ? null : PLACE.exec(frame);
  if (place === null) return {};
  const [, path = '', line] = place;
  return {
    [ATTR_CODE_FILE_PATH]: path.startsWith('file://') ? fileURLToPath(path) : path,
    [ATTR_CODE_LINE_NUMBER]: Number(line),
  };
}
