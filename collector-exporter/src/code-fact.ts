import { createHash } from 'node:crypto';
import type { CodeFact } from '@spantrail/graph';
import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_LINE_NUMBER,
  ATTR_ML_CODE_DIGEST,
  ATTR_ML_CODE_TEXT,
} from '@spantrail/semantic-conventions';
import type { AttributeReader } from './attribute-reader.ts';

/** Names of the same two before they were renamed in semantic conventions 1.33. */
const OLD_FILE_PATH = 'code.filepath';
const OLD_LINE_NUMBER = 'code.lineno';

/**
 * What ran, known by a digest: the given one, else that of the whole text, else one of the place (file,
 * line, revision), which is the same for all runs of one commit. Null when the span says none of these.
 */
export function codeFact(reader: AttributeReader, codeVersion: string | null): CodeFact | null {
  const text = reader.text(ATTR_ML_CODE_TEXT);
  const file = reader.firstText(ATTR_CODE_FILE_PATH, OLD_FILE_PATH);
  const line = reader.whole(ATTR_CODE_LINE_NUMBER) ?? reader.whole(OLD_LINE_NUMBER);
  const digest =
    reader.text(ATTR_ML_CODE_DIGEST) ??
    textDigest(reader) ??
    (file === null ? null : placeDigest(file, line, codeVersion));
  return digest === null ? null : { digest, text, file, line };
}

/** Of the text as it came: the stored one may have been cut. */
function textDigest({ attributes }: AttributeReader): string | null {
  const text = attributes.get(ATTR_ML_CODE_TEXT);
  return typeof text === 'string' && text !== '' ? `sha256:${sha256(text)}` : null;
}

/** Not `sha256:`, which promises a digest of the code itself. */
function placeDigest(file: string, line: bigint | null, codeVersion: string | null): string {
  return `place:${sha256(JSON.stringify([file, line === null ? null : `${line}`, codeVersion]))}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
