import { expect, test } from '@jest/globals';
import { formatCsv } from '../src/csv.ts';
import { parseRawRides } from '../src/ingest.ts';
import { parseRides } from '../src/ride.ts';
import { realRides } from './rides.ts';

test('reads the raw columns and numbers the rides by their row', () => {
  const rides = realRides('2020-05');

  expect(rides).toHaveLength(10_000);
  expect(rides[0]).toEqual({
    ride: 1,
    pickup: '2020-05-27 15:46:52',
    dropoff: '2020-05-27 16:09:50',
    passengers: 1,
    distance: 10.72,
    payment: 'cash',
    fare: 27,
    tip: 0,
  });
});

test('keeps what the meter did not send as missing', () => {
  expect(realRides('2020-05')[1]).toMatchObject({ ride: 2, passengers: null, payment: null });
});

test('says which column a raw file lacks', () => {
  const csv = Buffer.from('pickup_datetime\n2020-01-01 00:00:00\n');

  expect(() => parseRawRides(csv)).toThrow('The file has no column dropoff_datetime.');
});

test('rides come back from a file as they were written', () => {
  const rides = realRides('2020-04').slice(0, 500);

  expect(parseRides(formatCsv(rides))).toEqual(rides);
});
