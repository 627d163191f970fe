import { describe, expect, it } from '@jest/globals';
import { jsonLog } from '../src/json-log.ts';

function logged(): { log: ReturnType<typeof jsonLog>; lines: () => readonly string[] } {
  const written: string[] = [];
  const log = jsonLog({ write: (line: string) => written.push(line) });
  return { log, lines: () => written.join('').split('\n').slice(0, -1) };
}

describe('the log as JSON', () => {
  it('is one object a line, with time, level, message and fields', () => {
    const { log, lines } = logged();

    log('warn', 'Overloaded.', { requestsMax: 128, closing: false });
    log('error', 'Away.', { code: 'GRAPH_UNAVAILABLE' });

    expect(lines().map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: 'warn',
        message: 'Overloaded.',
        requestsMax: 128,
        closing: false,
      }),
      expect.objectContaining({ level: 'error', message: 'Away.', code: 'GRAPH_UNAVAILABLE' }),
    ]);
  });

  it.each(['\u001b[31m', '\n', '\u0085', '\u2028', '\u202e', '\u009b', '\ud800', '"}\r\n{"'])(
    'lets %j neither steer a terminal nor forge a line',
    (evil) => {
      const { log, lines } = logged();

      log('info', `before ${evil} after`, { name: evil });

      expect(lines()).toHaveLength(1);
      expect(lines()[0]).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u);
      expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ level: 'info' });
    },
  );

  it('cuts what is too long', () => {
    const { log, lines } = logged();

    log('info', 'x'.repeat(100_000), { name: 'y'.repeat(100_000) });

    expect(lines()[0]?.length).toBeLessThan(10_000);
  });
});
