import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goneSignal } from '../../src/http/client-gone';
import { until } from '../support/until';

test('the signal of an operation aborts when its answer is complete', async () => {
  // An error can complete an answer while other fields still read.
  const signals: AbortSignal[] = [];
  const http = createServer((_request, response) => {
    signals.push(goneSignal(response));
    response.end('done');
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const response = await fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  expect(await response.text()).toBe('done');
  await until(async () => signals[0]!.aborted);
  http.closeAllConnections();
  http.close();
});
