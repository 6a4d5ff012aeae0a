import { BadUserInput } from '../errors';
import { StartupFault } from '../startup-fault';

/** @throws StartupFault with a line for each field that breaks a rule */
export async function withFieldNames<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    throw new StartupFault((error.fields ?? []).map(({ path, message }) => `${path} ${message}`).join('\n'));
  }
}
