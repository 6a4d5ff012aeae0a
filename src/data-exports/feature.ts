import { SIGNED_IN } from '../access/permissions';
import type { Feature, Foundation } from '../feature';
import type { CodeReader } from '../reward-codes/code-reader';
import type { CodeService } from '../reward-codes/code.service';
import { DataExportResolver } from './data-export.resolver';
import { DataExportService } from './data-export.service';

export const dataExportFeature: Feature = {
  resolvers: [DataExportResolver],
  queries: { myDataExport: SIGNED_IN },
  // It reads all rows of an account.
  costs: { 'Query.myDataExport': 5_000 },
};

type Parts = Foundation & {
  readonly codeReaders: { readonly query: CodeReader };
  readonly rewardCodes: CodeService;
};

export function dataExportServices({ database, limits, codeReaders, rewardCodes }: Parts) {
  const parts = { database: database.reads, codeReader: codeReaders.query, codes: rewardCodes, limits };
  return { dataExports: new DataExportService(parts) };
}
