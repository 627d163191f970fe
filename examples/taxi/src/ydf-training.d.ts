// The part of ydf-training 0.0.1 that this example uses; the package brings no types.
declare module 'ydf-training' {
  /** Values by column, all of one length; text is a category, numbers are numbers. */
  type Columns = Record<string, string[] | number[]>;

  interface Model {
    /** Two classes for a yes-or-no label; the prediction is the probability of the second. */
    getLabelClasses(): string[];
    predict(columns: Columns): number[];
    save(): Promise<Blob>;
    /** Frees the memory on the WASM side. */
    unload(): void;
  }

  interface Ydf {
    GradientBoostedTreesLearner: new (
      label: string,
      task: 'CLASSIFICATION',
    ) => { train(columns: Columns): Model };
    /** Takes what `save` gave. */
    loadModelFromZipBlob(archive: Uint8Array): Promise<Model>;
  }

  export type { Columns, Model, Ydf };

  export default function load(options: {
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<Ydf>;
}
