import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AppError } from '../errors';

/** Without a detail: a client that hangs up is nothing to log. */
const GONE = new AppError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 });

/**
 * Aborts when the client has its answer, or closes its connection before: nobody waits for a read any more. An answer can
 * be complete while reads go on, when an error in one field made others superfluous.
 */
export function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // One operation may make more reads at once than Node takes for a leak.
  setMaxListeners(0, controller.signal);
  const abort = () => controller.abort(GONE);
  if (response.closed) abort();
  else response.once('close', abort);
  return controller.signal;
}
