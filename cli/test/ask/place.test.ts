import { describe, expect, test } from '@jest/globals';
import { withoutPassword } from '@spantrail/graph';
import { choosePlace } from '../../src/ask/place.ts';

const nothing = { url: null, store: null };
const environment = { SPANTRAIL_URL: 'http://127.0.0.1:4319' };

describe('the place to ask', () => {
  test('is what the options say, else SPANTRAIL_URL, else the default file', () => {
    expect(choosePlace({ ...nothing, store: 'file:a.db' }, environment)).toEqual({
      kind: 'store',
      store: 'file:a.db',
      path: 'a.db',
    });
    expect(choosePlace(nothing, environment)).toEqual({
      kind: 'service',
      url: 'http://127.0.0.1:4319',
    });
    expect(choosePlace(nothing, {})).toEqual({
      kind: 'store',
      store: 'file:.spantrail/lineage.db',
      path: '.spantrail/lineage.db',
    });
  });

  test.each(['memory:', 'bolt://h:7687', 'neo4j://h', 'neo4j+s://h', 'bolt+ssc://h'])(
    'may be %s',
    (store) => {
      expect(choosePlace({ ...nothing, store }, {})).toMatchObject({ kind: 'store', path: null });
    },
  );

  test('is refused as wrong use when it is none, without repeating a password', () => {
    expect(() => choosePlace({ ...nothing, store: 'redis://me:secret@h' }, {})).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.not.stringContaining('secret'),
      }),
    );
    expect(withoutPassword('neo4j://neo4j:secret@h:7687')).toBe('neo4j://h:7687');
  });
});
