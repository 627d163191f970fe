/**
 * `fetch` from a service whose certificate we know by its fingerprint: the one on this machine that holds a
 * file store. It is asked by its loopback address, which no certificate names, so neither names nor
 * authorities can tell whether it is the right one.
 */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { connect, type TLSSocket } from 'node:tls';

/** Nothing is sent, no token above all, before the certificate has been seen to be the right one. */
export async function pinnedFetch(
  url: URL,
  init: RequestInit,
  fingerprint: string,
): Promise<Response> {
  const signal = init.signal ?? AbortSignal.timeout(600_000);
  try {
    const socket = await pinnedSocket(url, fingerprint, signal);
    const response = await sent(url, init, { socket, signal });
    const headers = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      if (value !== undefined) headers.set(name, String(value));
    }
    const body = Readable.toWeb(response) as ReadableStream<Uint8Array>;
    return new Response(body as BodyInit, { status: response.statusCode ?? 500, headers });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function pinnedSocket(
  url: URL,
  fingerprint: string,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connect({ host, port: Number(url.port || 443), rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect', { signal });
    if (socket.getPeerCertificate().fingerprint256 !== fingerprint) {
      throw new Error('its certificate is not the one that the service left beside its store');
    }
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function sent(
  url: URL,
  init: RequestInit,
  { socket, signal }: { socket: TLSSocket; signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const asked = request(
      {
        createConnection: () => socket,
        method: init.method ?? 'GET',
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host },
        signal,
      },
      resolve,
    );
    asked.on('error', reject);
    asked.end(typeof init.body === 'string' ? init.body : undefined);
  });
}
