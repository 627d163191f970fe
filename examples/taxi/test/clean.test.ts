import { expect, test } from '@jest/globals';
import { fillIn, isPossible, shareWithoutPayment } from '../src/clean.ts';
import { realRides, ride } from './rides.ts';

test('drops rides that end before they start, last half a day or go backwards', () => {
  expect(isPossible(ride())).toBe(true);
  expect(isPossible(ride({ dropoff: '2020-01-05 18:29:59' }))).toBe(false);
  expect(isPossible(ride({ dropoff: '2020-01-06 06:30:00' }))).toBe(false);
  expect(isPossible(ride({ distance: -0.1 }))).toBe(false);
});

test('drops less than one ride in a hundred of a real month', () => {
  const rides = realRides('2020-01');

  const dropped = rides.filter((one) => !isPossible(one));

  expect(dropped.length).toBeGreaterThan(0);
  expect(dropped.length).toBeLessThan(100);
});

test('fills in the commonest value, and only where one is missing', () => {
  expect(fillIn(ride({ payment: null, passengers: null }))).toMatchObject({
    payment: 'card',
    passengers: 1,
  });
  expect(fillIn(ride({ payment: 'cash', passengers: 0 }))).toMatchObject({
    payment: 'cash',
    passengers: 0,
  });
});

test('payments are missing far more often in April and May than in January', () => {
  expect(shareWithoutPayment(realRides('2020-01'))).toBeCloseTo(0.0095, 4);
  expect(shareWithoutPayment(realRides('2020-04'))).toBeCloseTo(0.0803, 4);
  expect(shareWithoutPayment(realRides('2020-05'))).toBeCloseTo(0.1675, 4);
});
