import { isRefusedHint } from '../../database/guard-index';
import type { StructureWatch } from '../../database/structure-watch';

/**
 * Reads facts by the guard index.
 *
 * @throws AppError GUARD_INDEX_MISMATCH when the index is missing, unfinished or another one
 */
export async function guarded<Result>(
  structure: Pick<StructureWatch, 'refused'>,
  read: Promise<Result>,
): Promise<Result> {
  try {
    return await read;
  } catch (error) {
    throw isRefusedHint(error) ? structure.refused() : error;
  }
}
