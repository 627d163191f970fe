import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { context, propagation, trace } from '@opentelemetry/api';
import { startTelemetry } from '../src/telemetry.ts';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  for (const registered of [trace, context, propagation]) registered.disable();
});

test('counts the spans that were delivered', async () => {
  const telemetry = startTelemetry(await receiver((_, response) => response.end('{}')));

  trace.getTracer('test').startSpan('one').end();
  trace.getTracer('test').startSpan('two').end();

  expect(await telemetry.stop()).toEqual({ delivered: 2, problems: [] });
});

test('notices spans that were refused', async () => {
  const telemetry = startTelemetry(
    await receiver((_, response) => response.writeHead(400).end('no such thing')),
  );

  trace.getTracer('test').startSpan('one').end();
  const { delivered, problems } = await telemetry.stop();

  expect(delivered).toBe(0);
  expect(problems[0]).toMatch('1 spans were not delivered');
});

test('notices that only a part was taken', async () => {
  const partial = { partialSuccess: { rejectedSpans: 1, errorMessage: 'end before start' } };
  const telemetry = startTelemetry(
    await receiver((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(partial)),
    ),
  );

  trace.getTracer('test').startSpan('one').end();
  const { problems } = await telemetry.stop();

  expect(problems.join()).toMatch('end before start');
});

/** An OTLP receiver that answers as it is told to, once the request is read. */
async function receiver(answer: RequestListener): Promise<string> {
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
