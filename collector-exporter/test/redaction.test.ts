import { describe, expect, it } from '@jest/globals';
import { parseRedaction, spansToBatch } from '../src/index.ts';
import { span } from './spans.ts';

const redaction = (...rules: readonly object[]) => parseRedaction(JSON.stringify(rules));

const digits = { attribute: 'ml.*', action: 'mask', pattern: '\\d{3}-\\d{2}', with: '<id>' };

describe('redaction', () => {
  it('takes values out of all that a span carries before there are facts', () => {
    const given = span({
      attributes: {
        'ml.component.name': 'train',
        'ml.input.names': ['s3://users/123-45/a.csv', 's3://users/none.csv'],
        'ml.run.notes': 'ask Ada',
        'ml.flag.pointer': 's3://users/999-99/b.csv',
        'ml.flag.reason': 'complaint of 123-45',
      },
      resource: { 'service.name': 'pricing-of-ada', 'host.name': 'ada-laptop' },
      status: { code: 'error', message: '' },
      events: [
        {
          timeNs: 1n,
          name: 'exception',
          attributes: new Map([
            ['exception.type', 'Error'],
            ['exception.message', 'no user 123-45'],
          ]),
        },
      ],
    });
    const rules = redaction(
      digits,
      { attribute: 'ml.run.notes', action: 'drop' },
      { attribute: 'exception.message', action: 'mask' },
      { attribute: 'service.name', action: 'mask', pattern: 'ada' },
    );

    const { batch } = spansToBatch([given], { redaction: rules });

    const texts = JSON.stringify(batch, (_name, value) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(texts).not.toMatch(/123-45|999-99|Ada|of-ada/);
    const [run] = batch.contributions;
    expect(run?.inputs.map(({ pointer }) => pointer.name)).toEqual([
      's3://users/<id>/a.csv',
      's3://users/none.csv',
    ]);
    expect(run?.identity?.service).toBe('pricing-of-***');
    expect(run?.identity?.error).toContain('***');
    expect(batch.annotations).toEqual([
      expect.objectContaining({ kind: 'flag', reason: 'complaint of <id>' }),
    ]);
  });

  it('masks the message of a status as otel.status_description', () => {
    const given = span({
      attributes: { 'ml.component.name': 'train' },
      status: { code: 'error', message: 'user 123-45 is gone' },
    });
    const rules = redaction({ ...digits, attribute: 'otel.status_description' });

    const { batch } = spansToBatch([given], { redaction: rules });

    expect(batch.contributions[0]?.identity?.error).toBe('user <id> is gone');
  });

  it('masks numbers and nested values, keeps places in lists, and leaves bytes out', () => {
    const given = span({
      attributes: {
        a: 4111n,
        b: 12,
        c: ['4111', null, '', 4111],
        d: new Map([['inner', '4111']]),
        e: new Uint8Array([1]),
        other: '4111',
      },
    });
    const rules = redaction(
      { attribute: '?', action: 'drop' },
      ...rulesFor('a', 'b', 'c', 'd', 'e'),
    );

    expect([...rules(given).attributes]).toEqual([
      ['a', '***'],
      ['b', 12],
      ['c', ['***', null, '', '***']],
      ['d', new Map([['inner', '***']])],
      ['e', null],
      ['other', '4111'],
    ]);
  });

  it.each([
    ['ml.*.names', ['ml.input.names', 'ml.x.y.names'], ['ml.names', 'ml.input.namespaces']],
    ['*secret*', ['secret', 'a.secret.b'], ['secre']],
    ['a*a', ['aa', 'aba'], ['a']],
    ['*', ['x', ''], []],
  ])('takes %s for names', (attribute, yes, no) => {
    const rules = redaction({ attribute, action: 'drop' });
    const attributes = Object.fromEntries([...yes, ...no].map((name) => [name, 'v']));

    expect([...rules(span({ attributes })).attributes.keys()]).toEqual(no);
  });

  it.each([
    ['no JSON', '{', /no JSON/],
    ['no array', '{}', /no JSON array/],
    [
      'a field that is not known',
      '[{"attribute":"a","action":"drop","patern":"x"}]',
      /rule 1: "patern"/,
    ],
    ['no attribute', '[{"action":"drop"}]', /rule 1: .*"attribute"/],
    ['an unknown action', '[{"attribute":"a","action":"hide"}]', /rule 1: "action"/],
    ['a pattern for drop', '[{"attribute":"a","action":"drop","pattern":"x"}]', /rule 1: "drop"/],
    [
      'a pattern that could run away',
      '[{"attribute":"a","action":"drop"},{"attribute":"a","action":"mask","pattern":"(a+)+"}]',
      /rule 2: "pattern" .*no groups/,
    ],
  ])('is refused with %s', (_case, text, message) => {
    expect(() => parseRedaction(text)).toThrow(message);
  });
});

function rulesFor(...names: readonly string[]): readonly object[] {
  return names.map((attribute) => ({ attribute, action: 'mask', pattern: '4111' }));
}
