import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** `dist/`, seen from its own `pages/` and from the sources alike. */
const BUILD = join(__dirname, '..', '..', 'dist');
/** `npm run build` leaves these beside the files that are worth it. */
const COMPRESSED = /\.(br|gz)$/;

/** The files of one folder of the build, as they are when the server starts. */
export interface BuiltFiles {
  readonly folder: string;
  /** Paths with `/` below the folder: only these are ever read, whatever a request asks for. */
  readonly paths: ReadonlySet<string>;
}

/** Folders of the build that hold a page. */
export type Page = 'console' | 'explorer' | 'storefront';

/** @param name of a folder below dist/; null when `npm run build` has not made it */
export function findBuiltFiles(name: Page, build = BUILD): BuiltFiles | null {
  const folder = join(build, name);
  if (!existsSync(join(folder, 'index.html'))) return null;
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !COMPRESSED.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  return { folder, paths: new Set(paths) };
}

/** `reply.sendFile`: content types, ETags, ranges and compressed twins; it makes no route of its own. */
export async function addFileSending(http: FastifyInstance): Promise<void> {
  // Each route sets its own caching headers.
  await http.register(fastifyStatic, { root: BUILD, serve: false, cacheControl: false, preCompressed: true });
}
