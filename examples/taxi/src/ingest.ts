import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { component, currentRun } from '@spantrail/instrumentation';
import { cell, formatCsv, parseCsv } from './csv.ts';
import { type MonthJob, parsedRides, rawRides } from './places.ts';
import type { Payment, Ride } from './ride.ts';

const PAYMENTS: Record<string, Payment> = {
  1: 'card',
  2: 'cash',
  3: 'no charge',
  4: 'dispute',
};

/** Unpacks a month of raw rides and keeps the columns that the pipeline uses. */
export const ingest = component(
  {
    name: 'ingest',
    description: 'Unpacks a month of raw rides and keeps the columns in use.',
    owner: 'data',
    tags: ['etl'],
  },
  async (job: MonthJob): Promise<number> => {
    const run = currentRun();
    const [source, target] = [rawRides(job), parsedRides(job)];

    run.read(source);
    const rides = parseRawRides(gunzipSync(await readFile(source.file)));

    await mkdir(dirname(target.file), { recursive: true });
    await writeFile(target.file, formatCsv(rides));
    run.wrote({ ...target, rows: rides.length });
    run.metric('rows', rides.length);
    return rides.length;
  },
);

/** The TLC's own columns, in ours; a ride is numbered by its row in the file. */
export function parseRawRides(csv: Uint8Array): Ride[] {
  return parseCsv(csv).map((row, index) => ({
    ride: index + 1,
    pickup: cell(row, 'pickup_datetime'),
    dropoff: cell(row, 'dropoff_datetime'),
    passengers: cell(row, 'passenger_count') === '' ? null : Number(cell(row, 'passenger_count')),
    distance: Number(cell(row, 'trip_distance')),
    payment: PAYMENTS[cell(row, 'payment_type')] ?? null,
    fare: Number(cell(row, 'fare_amount')),
    tip: Number(cell(row, 'tip_amount')),
  }));
}
