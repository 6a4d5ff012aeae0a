import type { FastifyInstance } from 'fastify';
import type { Config } from '../config';
import type { Database } from '../database/connection';
import type { Log } from '../log';
import { addFileSending, findBuiltFiles, type Page } from './built-files';
import { addConsole } from './console';
import { CONSOLE_POLICY } from './content-security-policy';
import { addExplorer } from './explorer';
import { addOwnPage } from './own-page';
import { addSandbox } from './sandbox';

interface Parts {
  readonly config: Config;
  readonly database: Database;
  readonly log: Log;
}

/** The pages for people. One that is switched off is not found, like any other path. */
export async function addPages(http: FastifyInstance, parts: Parts): Promise<void> {
  const { config, log } = parts;
  await addFileSending(http);
  const find = (name: Page, isOn: boolean) => {
    if (!isOn) return null;
    const files = findBuiltFiles(name);
    if (files === null) log.warn(`the ${name} has not been built; run npm run build`);
    return files;
  };
  const [ofConsole, ofExplorer] = [find('console', config.console), find('explorer', config.explorer)];
  const ofStorefront = find('storefront', config.storefront);
  if (ofConsole) addConsole(http, ofConsole);
  if (ofExplorer) addExplorer(http, parts, ofExplorer);
  // The client's example, for trying out.
  if (ofStorefront) addOwnPage(http, '/demo', ofStorefront, CONSOLE_POLICY);
  addSandbox(http, ofExplorer);
}
