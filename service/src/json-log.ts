/** One JSON object a line, for what collects logs. */
import { printable } from '@spantrail/collector-exporter';
import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';
import { type Log, type LogFields, logToStderr } from './log.ts';

const TEXT_LENGTH_MAX = 4_000;

/** `text`: a line for people for each message; `json`: an object. Both to stderr, control characters escaped. */
export function logAs(format: 'text' | 'json'): Log {
  return format === 'text' ? logToStderr : jsonLog();
}

/** @param to default stderr. What is logged at the end is not lost: each line is written at once. */
export function jsonLog(to: DestinationStream = stderr()): Log {
  const logger = pino(
    {
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    to,
  );
  return (level, message, fields = {}) =>
    logger[level](printableFields(fields), printable(message, TEXT_LENGTH_MAX));
}

function stderr(): DestinationStream {
  const to = destination({ fd: 2, sync: true });
  // Nobody reads the log any more, which must not end the service.
  to.on('error', () => {});
  return to;
}

function printableFields(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? printable(value, TEXT_LENGTH_MAX) : value,
    ]),
  );
}
