// Gradient-boosted trees by ydf-training: Google's decision forests, compiled to WASM. The same
// rows give the same trees; the file also holds the time and an id of the training, so that each
// training's model has a digest of its own.
import loadYdf, { type Columns, type Model, type Ydf } from 'ydf-training';
import { ModelArchive } from './model-archive.ts';

const LABEL = 'bigTip';
const YES = 'yes';
const NO = 'no';

let ydf: Promise<Ydf> | undefined;

/** Trains on rows (numbers and categories by column) whose answers are known; gives the model's file. */
export async function train(columns: Columns, answers: readonly boolean[]): Promise<Buffer> {
  const { GradientBoostedTreesLearner } = await library();
  const labels = answers.map((answer) => (answer ? YES : NO));
  const learner = new GradientBoostedTreesLearner(LABEL, 'CLASSIFICATION');

  const model = learner.train({ ...columns, [LABEL]: labels });
  try {
    const zip = await quietly(() => model.save());
    return Buffer.from(await zip.arrayBuffer());
  } finally {
    model.unload();
  }
}

/** The probability of "yes" for each row, by a model that `train` made. */
export async function predict(modelFile: Uint8Array, columns: Columns): Promise<number[]> {
  const model = await (await library()).loadModelFromZipBlob(modelFile);
  try {
    return probabilitiesOfYes(model, columns);
  } finally {
    model.unload();
  }
}

/** The classes are ordered by how frequent they were, so "yes" may be either. */
function probabilitiesOfYes(model: Model, columns: Columns): number[] {
  const ofSecond = model.predict(columns);
  return model.getLabelClasses()[1] === YES ? ofSecond : ofSecond.map((value) => 1 - value);
}

/** Loads the WASM once, without its chatter and without the process-wide error handlers it leaves behind. */
function library(): Promise<Ydf> {
  ydf ??= (async () => {
    const events = ['uncaughtException', 'unhandledRejection'] as const;
    const before = new Set(events.flatMap((event) => process.listeners(event as 'exit')));
    Object.assign(globalThis, { JSZip: ModelArchive });
    const loaded = await loadYdf({ print() {}, printErr() {} });
    for (const event of events) {
      for (const listener of process.listeners(event as 'exit')) {
        if (!before.has(listener)) process.removeListener(event, listener);
      }
    }
    return loaded;
  })();
  return ydf;
}

/** `save` prints each file's name by `console.log`, all of it before its first `await`. */
function quietly<Result>(action: () => Result): Result {
  const { log } = console;
  console.log = () => {};
  try {
    return action();
  } finally {
    console.log = log;
  }
}
