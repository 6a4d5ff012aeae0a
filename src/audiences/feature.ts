import { OPERATORS, STAFF } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Collections } from '../database/client-collections';
import { RowsById } from '../database/rows-by-id';
import type { Feature, Foundation, LoaderParts } from '../feature';
import { Audience } from './audience.model';
import { AudienceMember } from './audience-member.model';
import { AudienceMembers } from './audience-members';
import { audienceMembersExport } from './audience-members.export';
import { AudienceResolver } from './audience.resolver';
import { AudienceSeals } from './audience-seals';
import { AUDIENCE_PROJECTION, AudienceService } from './audience.service';

const CHANGE = { access: OPERATORS, needs: ['audiences', 'audiencemembers', ...RECORDED_COLLECTIONS] };

export const audienceFeature: Feature = {
  collections: [
    { name: 'audiences', model: { property: 'audiences', rows: Audience } },
    {
      name: 'audiencemembers',
      model: { property: 'audienceMembers', rows: AudienceMember },
      ofUsers: true,
    },
  ],
  resolvers: [AudienceResolver],
  queries: { audience: STAFF, audiences: STAFF },
  mutations: { createAudience: CHANGE, addAudienceMembers: CHANGE, sealAudience: CHANGE },
  exports: [audienceMembersExport],
  metrics: () => ({ repairs: ['audienceBatch', 'audienceSeal'] }),
  jobs: ({ audienceMembers, audienceSeals }) => ({
    audienceMembers: () => audienceMembers.sweep(),
    audienceSeals: () => audienceSeals.sweep(),
  }),
};

export function audienceServices({
  database,
  chainer,
  clock,
  log,
}: Foundation & { readonly chainer: Chainer }) {
  const members = new AudienceMembers({ database, chainer, clock });
  const seals = new AudienceSeals({ database, chainer, members, clock, log });
  return {
    audiences: new AudienceService({ database, chainer, members, seals }),
    audienceMembers: members,
    audienceSeals: seals,
  };
}

export function audienceRows({ audiences }: Pick<Collections, 'audiences'>) {
  return new RowsById(audiences, AUDIENCE_PROJECTION, 'audiences');
}

export function audienceLoaders({ services, kind }: LoaderParts) {
  return { audience: services.rows[kind].audiences.loader() };
}
