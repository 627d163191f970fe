import { readFile } from 'node:fs/promises';
import { type MappingOptions, parseRedaction } from '@spantrail/collector-exporter';
import { ServiceOptionsError } from './errors.ts';

/**
 * The rules of a file, read once: a service must not go on with others than it was started with.
 *
 * @throws ServiceOptionsError for a file that cannot be read, or a rule that has no sense.
 */
export async function redactionIn(
  file: string | undefined,
): Promise<Pick<MappingOptions, 'redaction'>> {
  if (file === undefined) return {};
  try {
    return { redaction: parseRedaction(await readFile(file, 'utf8')) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceOptionsError(`Cannot redact by ${file}: ${why}.`, 'redact');
  }
}
