import type { FastifyInstance } from 'fastify';
import type { Config } from '../config';
import type { Log } from '../log';
import { addFileSending, findBuiltFiles } from './built-files';
import { addConsole } from './console';

/** The pages for people. One that is switched off is not found, like any other path. */
export async function addPages(http: FastifyInstance, config: Config, log: Log): Promise<void> {
  await addFileSending(http);
  if (config.console) {
    const files = findBuiltFiles('console');
    if (files) addConsole(http, files);
    else log.warn('the console is not built: npm run build');
  }
}
