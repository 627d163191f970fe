import { ServiceUnavailableError } from '../errors.ts';
import type { GraphDoor } from '../graph-door.ts';
import type { Asker } from './asker.ts';
import type { Place } from './place.ts';
import { serverOf } from './serve-file.ts';
import { serviceAsker } from './service-asker.ts';
import { storeAsker } from './store-asker.ts';

export interface AskingOptions {
  readonly graph: GraphDoor;
  /** For a service. */
  readonly token: string | null;
  readonly now: () => bigint;
}

/**
 * Asks at a place. A file store that a living service writes is locked, so that service is asked
 * instead; when nothing listens there any more (it died, its process id was given to another
 * program), the file is opened after all.
 */
export async function askerAt(place: Place, options: AskingOptions): Promise<Asker> {
  const { token } = options;
  if (place.kind === 'service') return serviceAsker({ url: place.url, token, fingerprint: null });
  const direct = storeAsker(place, options);
  const server = place.path === null ? null : await serverOf(place.path);
  if (server === null) return direct;
  const remote = serviceAsker({ ...server, token });
  return async (asked) => {
    try {
      return await remote(asked);
    } catch (error) {
      if (error instanceof ServiceUnavailableError && error.refused) return direct(asked);
      throw error;
    }
  };
}
