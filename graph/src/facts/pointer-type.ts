import type { PointerType } from './lineage-batch.ts';

const RANK: Record<PointerType, number> = { model: 3, endpoint: 2, data: 1, other: 0 };

const MODEL_ENDINGS =
  /\.(h5|hdf5|joblib|pkl|pickle|ckpt|mlmodel|onnx|pt|pth|safetensors|gguf|pb|tflite|bst|ubj)$/;
const DATA_ENDINGS =
  /\.(csv|tsv|pq|parquet|arrow|feather|avro|orc|jsonl?|ndjson|txt|md|rtf|xml|pdf|npy|npz|sqlite|db)$/;

/**
 * What a name alone says: a model's file ending or word, then a data one. Compression endings are
 * looked through. The last path segment decides, so `models/train.csv` is data.
 */
export function inferPointerType(name: string): PointerType {
  const path = name.toLowerCase().replace(/[?#].*$/, '');
  const segment = path.slice(path.lastIndexOf('/') + 1).replace(/\.(gz|zst|zstd|bz2|xz|zip)$/, '');
  if (MODEL_ENDINGS.test(segment)) return 'model';
  if (DATA_ENDINGS.test(segment)) return 'data';
  if (/(^|[^a-z])models?($|[^a-z])/.test(path)) return 'model';
  if (/^(https?|grpcs?|wss?):/.test(path)) return 'endpoint';
  if (/(^|[^a-z])data(set)?s?($|[^a-z])/.test(path)) return 'data';
  if (/^(s3|gs|wasbs?|abfss?|hdfs|file|postgres|mysql|mongodb|kafka|redis):/.test(path))
    return 'data';
  return 'other';
}

export interface KnownType {
  readonly type: PointerType;
  readonly explicit: boolean;
}

/** Explicit beats inferred, then model > endpoint > data > other. */
export function mergePointerTypes(a: KnownType, b: KnownType): KnownType {
  if (a.explicit !== b.explicit) return a.explicit ? a : b;
  return RANK[a.type] >= RANK[b.type] ? a : b;
}
