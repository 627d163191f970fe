/** Receipts as properties of nodes, and back; and the digest by which a printed one is checked. */

import { asBigInt, asList, asText, orNull } from '../engines/row-values.ts';
import { sha256 } from '../facts/keys.ts';
import type { Properties } from '../facts/properties.ts';
import { canonical } from '../facts/same-properties.ts';
import type { ReceiptRow } from '../forgetting.ts';
import type { Fate } from './redact-facts.ts';

export function receiptProperties(receipt: ReceiptRow): Properties {
  const { id, ...properties } = receipt;
  return { key: id, ...properties };
}

export function receiptFrom(node: Record<string, unknown>): ReceiptRow {
  return {
    id: asText(node.key),
    at: asBigInt(node.at),
    by: orNull(node.by, asText),
    reason: orNull(node.reason, asText),
    subject: asText(node.subject) as ReceiptRow['subject'],
    fate: asText(node.fate) as Fate,
    scope: asText(node.scope) as ReceiptRow['scope'],
    pointers: asBigInt(node.pointers),
    runs: asBigInt(node.runs),
    hashes: asList(node.hashes).map(asText),
    allHashes: asText(node.allHashes),
    metrics: asBigInt(node.metrics),
    triggers: asBigInt(node.triggers),
    annotations: asBigInt(node.annotations),
    marked: node.marked === true,
    done: node.done === true,
  };
}

/** SHA-256 of the receipt's JSON with sorted names, whole numbers as text, and without this digest. */
export function receiptDigest(receipt: object): string {
  return sha256(canonical(receipt));
}
