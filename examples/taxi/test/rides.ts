import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fillIn, isPossible } from '../src/clean.ts';
import { featuresOf } from '../src/features.ts';
import { parseRawRides } from '../src/ingest.ts';
import type { Ride } from '../src/ride.ts';
import { type LabelledRow, withAnswers } from '../src/split.ts';

/** A plain ride, with what a test wants different. */
export function ride(different: Partial<Ride> = {}): Ride {
  return {
    ride: 1,
    pickup: '2020-01-05 18:30:00',
    dropoff: '2020-01-05 18:45:00',
    passengers: 2,
    distance: 2.5,
    payment: 'card',
    fare: 10,
    tip: 2,
    ...different,
  };
}

/** The real rides of a month, as `ingest` reads them. */
export function realRides(month: string): Ride[] {
  const file = new URL(`../../data/${month}.csv.gz`, import.meta.url);
  return parseRawRides(gunzipSync(readFileSync(file)));
}

/** The real rides of a month, as the pipeline hands them to a model. */
export function realRows(month: string): LabelledRow[] {
  const rides = realRides(month).filter(isPossible).map(fillIn);
  return withAnswers(rides.map(featuresOf), rides);
}
