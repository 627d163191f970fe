import type { ExportPart, ImportReport } from '@spantrail/graph';
import { away, fetchFrom, jsonObject, refusal, type ServiceAddress } from './service-asker.ts';

export type { ServiceAddress };

/** Storing a part takes its time; an export is silent only between two pages. */
const answerMs = 600_000;

/** Export and import by way of a running service. Rejects as the asker of questions does. */
export class ServiceTransfer {
  readonly #address: ServiceAddress;

  constructor(address: ServiceAddress) {
    this.#address = address;
  }

  async ping(): Promise<void> {
    const response = await this.#fetch('healthz', {});
    await response.body?.cancel();
  }

  async *exported(): AsyncGenerator<string> {
    const response = await this.#fetch('api/export', {});
    if (!response.ok || response.body === null) throw await this.#refused(response);
    const decoder = new TextDecoder('utf-8');
    try {
      for await (const bytes of response.body) yield decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw away(new URL(this.#address.url).origin, cause);
    }
    yield decoder.decode();
  }

  async importPart({ text, firstLine }: ExportPart): Promise<ImportReport> {
    const response = await this.#fetch(`api/import?first-line=${firstLine}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: text,
      signal: AbortSignal.timeout(answerMs),
    });
    if (!response.ok) throw await this.#refused(response);
    return (await response.json()) as ImportReport;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const { url } = this.#address;
    const base = url.endsWith('/') ? url : `${url}/`;
    try {
      return await fetchFrom(this.#address, new URL(path, base), init);
    } catch (cause) {
      throw away(new URL(url).origin, cause);
    }
  }

  async #refused(response: Response): Promise<Error> {
    const body = jsonObject(await response.text().catch(() => ''));
    return refusal(response.status, body, this.#address.url);
  }
}
