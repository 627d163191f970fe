import { cell, parseCsv } from './csv.ts';

export type Payment = 'card' | 'cash' | 'no charge' | 'dispute';

/** A ride as the meter reported it; `null` where the meter sent nothing. */
export interface Ride {
  /** Its row in the raw file, from 1: it names the ride from the raw file to its prediction. */
  readonly ride: number;
  /** Local time of New York, `2020-05-31 23:59:59`. */
  readonly pickup: string;
  readonly dropoff: string;
  readonly passengers: number | null;
  /** In miles. */
  readonly distance: number;
  readonly payment: Payment | null;
  /** In dollars; negative for a refund. */
  readonly fare: number;
  readonly tip: number;
}

/** Rides of a file that `formatCsv` wrote. */
export function parseRides(text: string | Uint8Array): Ride[] {
  return parseCsv(text).map((row) => ({
    ride: Number(cell(row, 'ride')),
    pickup: cell(row, 'pickup'),
    dropoff: cell(row, 'dropoff'),
    passengers: cell(row, 'passengers') === '' ? null : Number(cell(row, 'passengers')),
    distance: Number(cell(row, 'distance')),
    payment: cell(row, 'payment') === '' ? null : (cell(row, 'payment') as Payment),
    fare: Number(cell(row, 'fare')),
    tip: Number(cell(row, 'tip')),
  }));
}

/** New York's clock is read as UTC, so hours, weekdays and durations are those that the meter showed. */
export function timeOf(clock: string): Date {
  return new Date(`${clock.replace(' ', 'T')}Z`);
}
