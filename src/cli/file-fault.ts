import { StartupFault } from '../startup-fault';

/**
 * The message of a command when the system refuses a file, for example on a full disk.
 *
 * @param what of the command it is, such as `report`
 * @returns any other error as it is
 */
export function fileFault(what: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : new StartupFault(`Cannot write the ${what} (${code}).`);
}
