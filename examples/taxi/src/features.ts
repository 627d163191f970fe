import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { component, currentRun } from '@spantrail/instrumentation';
import { cell, formatCsv, parseCsv } from './csv.ts';
import { cleanRides, type MonthJob, monthFeatures } from './places.ts';
import { parseRides, type Ride, timeOf } from './ride.ts';

/** What the model sees of a ride: nothing that is known only after the tip. */
export interface Features {
  readonly ride: number;
  readonly hour: number;
  /** 0 for Sunday. */
  readonly weekday: number;
  readonly distance: number;
  readonly passengers: number;
  readonly payment: string;
}

/** Turns a month of clean rides into what the model sees. */
export const features = component(
  {
    name: 'features',
    description: 'Turns rides into what the model sees; the tip is left out.',
    owner: 'ml',
    tags: ['features'],
  },
  async (job: MonthJob): Promise<number> => {
    const run = currentRun();
    const [source, target] = [cleanRides(job), monthFeatures(job)];

    run.read(source);
    const rows = parseRides(await readFile(source.file)).map(featuresOf);

    await mkdir(dirname(target.file), { recursive: true });
    await writeFile(target.file, formatCsv(rows));
    run.wrote({ ...target, rows: rows.length });
    return rows.length;
  },
);

export function featuresOf({ ride, pickup, distance, passengers, payment }: Ride): Features {
  const time = timeOf(pickup);
  return {
    ride,
    hour: time.getUTCHours(),
    weekday: time.getUTCDay(),
    distance,
    passengers: passengers ?? 0,
    payment: payment ?? 'unknown',
  };
}

/** Rows of a features file, or of one that has more columns beside them. */
export function parseFeatures(text: string | Uint8Array): Features[] {
  return parseCsv(text).map((row) => ({
    ride: Number(cell(row, 'ride')),
    hour: Number(cell(row, 'hour')),
    weekday: Number(cell(row, 'weekday')),
    distance: Number(cell(row, 'distance')),
    passengers: Number(cell(row, 'passengers')),
    payment: cell(row, 'payment'),
  }));
}

/** The same rows by column, as the model takes them. */
export function columnsOf(rows: readonly Features[]): Record<string, string[] | number[]> {
  return {
    hour: rows.map(({ hour }) => hour),
    weekday: rows.map(({ weekday }) => weekday),
    distance: rows.map(({ distance }) => distance),
    passengers: rows.map(({ passengers }) => passengers),
    payment: rows.map(({ payment }) => payment),
  };
}
