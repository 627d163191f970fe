import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ROOM, readRegistry, schemaErrors } from '../generator/registry.ts';
import { renderConstants, renderIndex } from '../generator/render-constants.ts';
import { renderReadme } from '../generator/render-table.ts';

const REGENERATE = 'run `npm run generate -w @spantrail/semantic-conventions`';

function committed(path: string): string {
  return readFileSync(new URL(path, ROOM), 'utf8');
}

function state(current: string, generated: string): string {
  return current === generated ? 'up to date' : `out of date: ${REGENERATE}`;
}

describe('what is made from the registry', () => {
  test('the constants are those of the registry', () => {
    const generated = renderConstants(readRegistry());

    expect(state(committed('src/attributes.ts'), generated)).toBe('up to date');
  });

  test('the index names every constant', () => {
    const generated = renderIndex(readRegistry());

    expect(state(committed('src/index.ts'), generated)).toBe('up to date');
  });

  test('the README tables are those of the registry', () => {
    const readme = committed('README.md');

    expect(state(readme, renderReadme(readme, readRegistry()))).toBe('up to date');
  });
});

describe('the registry', () => {
  test('defines only names of our own namespace', () => {
    const foreign = readRegistry().attributes.filter(({ key }) => !key.startsWith('ml.'));

    expect(foreign).toEqual([]);
  });

  test('never uses one name as an attribute and as a namespace, templates apart', () => {
    const { attributes } = readRegistry();
    const plain = attributes.filter(
      ({ type }) => typeof type !== 'string' || !type.startsWith('template['),
    );
    const both = plain.filter(({ key }) =>
      attributes.some((other) => other.key.startsWith(`${key}.`)),
    );

    expect(both).toEqual([]);
  });

  test('has every attribute on some span', () => {
    const { attributes, spans } = readRegistry();
    const used = new Set(spans.flatMap((span) => (span.attributes ?? []).map(({ ref }) => ref)));

    expect(attributes.map(({ key }) => key).filter((key) => !used.has(key))).toEqual([]);
  });

  test('gives arrays a plural name', () => {
    const { attributes } = readRegistry();
    const arrays = attributes.filter(({ type }) => typeof type === 'string' && type.endsWith('[]'));

    expect(arrays.map(({ key }) => key).filter((key) => !key.endsWith('s'))).toEqual([]);
  });

  test('is refused by the schema when an attribute has no meaning', () => {
    const errors = schemaErrors({
      version: '2',
      attributes: [{ key: 'ml.x', type: 'string', stability: 'development', examples: ['x'] }],
    });

    expect(errors.join()).toContain("must have required property 'brief'");
  });

  test.each([
    ['an unknown type', { type: 'bytes' }],
    ['an upper-case key', { key: 'ml.Component' }],
    ['a foreign key', { key: 'service.name' }],
    ['an unknown property', { colour: 'red' }],
  ])('is refused by the schema when an attribute has %s', (_what, change) => {
    const attribute = {
      key: 'ml.x',
      type: 'string',
      stability: 'development',
      brief: 'A sentence.',
      examples: ['x'],
    };

    expect(schemaErrors({ version: '2', attributes: [attribute] })).toEqual([]);
    expect(schemaErrors({ version: '2', attributes: [{ ...attribute, ...change }] })).not.toEqual(
      [],
    );
  });
});
