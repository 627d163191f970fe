import { printable } from '@spantrail/collector-exporter';

/** `warn`: somebody should look; `error`: something failed that should not. */
export type LogLevel = 'info' | 'warn' | 'error';

/** Fields never hold attribute values, request bodies or credentials. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** Takes one message for people and its facts; it must not throw. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

const LINE_LENGTH_MAX = 4_000;

/** One line to stderr for each message; control characters are escaped, so that no text forges a line. */
export const logToStderr: Log = (level, message, fields = {}) => {
  const details = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const line = [new Date().toISOString(), level, message, ...details].join(' ');
  process.stderr.write(`${printable(line, LINE_LENGTH_MAX)}\n`);
};
