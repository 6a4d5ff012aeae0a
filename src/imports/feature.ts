import type { Chainer } from '../audit/chainer';
import type { Foundation } from '../feature';
import type { Passwords } from '../users/passwords';
import { ImportParts } from './import-parts';

type Parts = Foundation & { readonly chainer: Chainer; readonly passwords: Passwords };

/** The imports of staff. They store nothing of their own. */
export function importServices(parts: Parts) {
  return { importParts: new ImportParts(parts) };
}
