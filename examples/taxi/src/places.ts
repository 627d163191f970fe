import { join } from 'node:path';

/** What a step needs to know to work on one month. */
export interface MonthJob {
  /** As in `2020-05`. */
  readonly month: string;
  readonly folder: WorkFolder;
}

/** Which training this is: its rides' month, and the version that its model gets. */
export interface TrainingJob extends MonthJob {
  readonly version: string;
}

export interface WorkFolder {
  /** Where the raw files lie; nothing is written there. */
  readonly raw: string;
  /** Where every step leaves its files. */
  readonly work: string;
}

/** A file and the name by which lineage knows it. */
export interface Place {
  readonly name: string;
  readonly file: string;
}

export function rawRides({ month, folder }: MonthJob): Place {
  return { name: `rides/${month}.csv.gz`, file: join(folder.raw, `${month}.csv.gz`) };
}

export function parsedRides(job: MonthJob): Place {
  return monthly(job, `parsed/${job.month}.csv`);
}

export function cleanRides(job: MonthJob): Place {
  return monthly(job, `clean/${job.month}.csv`);
}

export function monthFeatures(job: MonthJob): Place {
  return monthly(job, `features/${job.month}.csv`);
}

export function monthPredictions(job: MonthJob): Place {
  return {
    name: `predictions/${job.month}`,
    file: join(job.folder.work, 'predictions', `${job.month}.csv`),
  };
}

export function monthFeedback(job: MonthJob): Place {
  return monthly(job, `feedback/${job.month}.csv`);
}

/** The pointers `train.csv`, `test.csv` and `model` keep their names when a training is done anew; each version has its own file. */
export function trainRows(job: TrainingJob): Place {
  return { name: 'train.csv', file: join(job.folder.work, job.version, 'train.csv') };
}

export function testRows(job: TrainingJob): Place {
  return { name: 'test.csv', file: join(job.folder.work, job.version, 'test.csv') };
}

export function model({
  version,
  folder,
}: Pick<TrainingJob, 'version' | 'folder'>): Place & { type: 'model' } {
  return { name: 'model', type: 'model', file: join(folder.work, version, 'model.json') };
}

function monthly({ folder }: MonthJob, name: string): Place {
  return { name, file: join(folder.work, name) };
}
