import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AppError } from '../errors';

/** Aborts when the client's connection closes before it has its answer: nobody waits for a read any more. */
export function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // One operation may make more reads at once than Node takes for a leak.
  setMaxListeners(0, controller.signal);
  const abort = () => {
    // Without a detail: a client that hangs up is nothing to log.
    if (!response.writableFinished)
      controller.abort(new AppError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 }));
  };
  if (response.closed) abort();
  else response.once('close', abort);
  return controller.signal;
}
