import DataLoader from 'dataloader';
import { ADMIN } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import { knownId } from '../database/object-ids';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { CodeBinder, type BoundCodesTaker } from './code-binder';
import { CodeChunks } from './code-chunks';
import { CodeImports } from './code-imports';
import { CodeReader } from './code-reader';
import { CodeService } from './code.service';
import { CodeStock } from './code-stock';
import { poolGauges } from './pool-gauges';
import { RewardCode } from './reward-code.model';
import { CodePoolResolver, GrantCodeResolver } from './reward-code.resolver';

export const rewardCodeFeature: Feature = {
  collections: [{ name: 'rewardcodes', model: { property: 'rewardCodes', rows: RewardCode } }],
  resolvers: [CodePoolResolver, GrantCodeResolver],
  mutations: { revealCode: { access: ADMIN, needs: ['rewardcodes', ...RECORDED_COLLECTIONS] } },
  metrics: (_services, database, clock) => ({
    repairs: ['boundCode'],
    tables: [poolGauges(database, clock)],
  }),
  jobs: ({ codeBinder }) => ({ codes: () => codeBinder.sweep() }),
  // The bound codes of a pool are counted.
  costs: { 'Reward.codes': 200 },
};

type Parts = Foundation & {
  readonly chainer: Chainer;
  readonly feed: BoundCodesTaker;
};

export function rewardCodeServices({ clock, database, structure, secrets, chainer, feed, log }: Parts) {
  const stock = new CodeStock({ database, chainer });
  const chunks = new CodeChunks({ database, secrets, stock });
  const reader = new CodeReader(database);
  return {
    codeBinder: new CodeBinder({ database, structure, feed, log }),
    codeImports: new CodeImports({ chunks, stock, structure, secrets, clock }),
    codeReaders: { query: new CodeReader(database.reads), mutation: reader },
    rewardCodes: new CodeService({ database, reader, chainer, secrets }),
  };
}

export function rewardCodeLoaders({ services: { codeReaders }, kind, signal }: LoaderParts) {
  return {
    /** Keys are ids of rewards. */
    boundCodeCount: new DataLoader((ids: readonly string[]) =>
      codeReaders[kind].countBound(ids.map(knownId), signal()),
    ),
    codesOfRequest: new DataLoader((ids: readonly string[]) => codeReaders[kind].findBound(ids)),
  };
}
