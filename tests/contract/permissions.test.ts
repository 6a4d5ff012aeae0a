import {
  buildSchema,
  extendSchema,
  getNamedType,
  graphql,
  isObjectType,
  parse,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { mayRead, type DataKind } from '../../src/domain/reading-rights';
import { ROLES, type Role } from '../../src/domain/viewer';
import type { Context } from '../../src/graphql/context';
import { admits, PUBLIC, scopePermissions, type Access, type Roles } from '../../src/access/permissions';
import { permissions } from '../../src/graphql/permissions';
import { schema } from '../../src/graphql/schema';
import { withPermissions } from '../../src/graphql/shield';
import { ViewerSource } from '../../src/access/viewer-source';

const served = buildSchema(schema().text);
const table: Record<string, Record<string, Access>> = permissions;

function fieldsOf(source: GraphQLSchema, typeName: string): string[] {
  const type = source.getType(typeName);
  return isObjectType(type) ? Object.keys(type.getFields()).sort() : [];
}

test.each(['Query', 'Mutation'])(
  'every field of %s has its row, and no row stands for another',
  (typeName) => {
    expect(Object.keys(table[typeName] ?? {}).sort()).toEqual(fieldsOf(served, typeName));
  },
);

test('no row names a field that is not there', () => {
  for (const [typeName, rows] of Object.entries(table)) {
    expect(fieldsOf(served, typeName)).toEqual(expect.arrayContaining(Object.keys(rows)));
  }
});

test.each(Object.entries(scopePermissions))(
  'every field that %s lists exists and is reached from a root field that it opens',
  (_scope, readable) => {
    const reached = new Set(['Query', 'Mutation'].filter((typeName) => typeName in readable));
    // Types are added while they are visited.
    for (const typeName of reached) {
      const type = served.getType(typeName);
      const fields = isObjectType(type) ? type.getFields() : {};
      expect(Object.keys(fields)).toEqual(expect.arrayContaining([...(readable[typeName] ?? [])]));
      for (const name of readable[typeName] ?? []) {
        const child = getNamedType(fields[name]!.type);
        if (isObjectType(child)) {
          // A field that leads to a type of which nothing may be read would be of no use.
          expect(readable).toHaveProperty(child.name);
          reached.add(child.name);
        }
      }
    }
    expect(Object.keys(readable).sort()).toEqual([...reached].sort());
  },
);

test.each([
  ['serverInfo', 'Query', 'Public.'],
  ['me', 'Query', 'Signed in.'],
  ['overview', 'Query', 'OPERATOR, AUDITOR, ADMIN.'],
  ['requestReward', 'Mutation', 'USER.'],
  ['rewardFeed', 'Query', 'Service keys with GRANTS_READ.'],
  ['voidActivities', 'Mutation', 'Service keys with ACTIVITIES_WRITE, OPERATOR, ADMIN.'],
])('the description of %s ends with who may call it', (field, typeName, access) => {
  const { description } = (served.getType(typeName) as GraphQLObjectType).getFields()[field]!;
  expect(description?.split(/(?<=[.`)]) /).at(-1)).toBe(access);
});

test('there is no other door than Query and Mutation', () => {
  expect(served.getSubscriptionType()).toBeUndefined();
});

/** The fields of a type whose row names the role. */
function admitting(role: Role, typeName: 'Query' | 'Mutation'): string[] {
  const rolesOf = (access: Access): Roles =>
    access === PUBLIC ? [] : 'judgedWithFacts' in access ? access.judgedWithFacts : access;
  return Object.entries<Access>(permissions[typeName])
    .filter(([, access]) => admits(rolesOf(access), role))
    .map(([field]) => field);
}

test.each<[kind: DataKind, listedBy: keyof typeof permissions.Query]>([
  ['othersRequests', 'rewardRequests'],
  ['othersProofs', 'seals'],
  ['hiddenEvents', 'overview'],
  ['actingStaff', 'users'],
  ['audiences', 'audiences'],
  ['payouts', 'payouts'],
  ['othersEligibility', 'users'],
  ['publishedEvents', 'events'],
  ['ownEligibility', 'myRewardRequests'],
])('%s are read by the roles that Query.%s lists, and by no other', (kind, listedBy) => {
  for (const role of [...ROLES, 'SUPERVISOR' as never]) {
    expect(mayRead({ role }, kind)).toBe(admits(permissions.Query[listedBy] as Roles, role));
  }
});

test('an AUDITOR changes nothing but the own password, logins and identities', () => {
  expect(admitting('AUDITOR', 'Mutation').sort()).toEqual([
    'changePassword',
    'endLogin',
    'linkIdentity',
    'unlinkIdentity',
  ]);
});

test('what anybody may do is to read who the server is, and to begin, renew and end a login', () => {
  const open = (typeName: 'Query' | 'Mutation') =>
    Object.entries<Access>(permissions[typeName]).flatMap(([field, access]) =>
      access === PUBLIC ? [field] : [],
    );
  expect(open('Query')).toEqual(['serverInfo']);
  expect(open('Mutation')).toEqual([
    ...['register', 'login', 'refreshTokens', 'logout', 'redeemOneTimePassword', 'loginWithIdentity'],
  ]);
});

test('claims and attendance are acts of a USER alone', () => {
  for (const role of ROLES) {
    const acts = admitting(role, 'Mutation').filter((field) =>
      ['checkAttendance', 'requestReward'].includes(field),
    );
    expect(acts).toHaveLength(role === 'USER' ? 2 : 0);
  }
});

test('an ADMIN may do whatever an OPERATOR and read whatever an AUDITOR may', () => {
  expect(admitting('ADMIN', 'Mutation')).toEqual(expect.arrayContaining(admitting('OPERATOR', 'Mutation')));
  expect(admitting('ADMIN', 'Query')).toEqual(expect.arrayContaining(admitting('AUDITOR', 'Query')));
});

test.each(['Query', 'Mutation'])('a field of %s without a row is denied to everybody', async (typeName) => {
  const extended = extendSchema(schema().schema, parse(`extend type ${typeName} { forgotten: Boolean }`));
  const root = extended.getType(typeName) as GraphQLObjectType;
  let reached = 0;
  root.getFields().forgotten!.resolve = () => {
    reached += 1;
    return true;
  };
  const guarded = withPermissions(extended);
  for (const role of [...ROLES, null]) {
    const viewer = role && { id: '0'.repeat(24), role, sessionId: '0'.repeat(24) };
    const contextValue = {
      viewer: new ViewerSource(
        viewer && { userId: viewer.id, sessionId: viewer.sessionId },
        async () => viewer,
      ),
    } as Context;
    const { data, errors } = await graphql({
      schema: guarded,
      source: `${typeName.toLowerCase()} { forgotten }`,
      contextValue,
    });
    expect(data).toEqual({ forgotten: null });
    expect(errors?.map(({ originalError }) => (originalError as { code?: string }).code)).toEqual([
      'FORBIDDEN',
    ]);
  }
  expect(reached).toBe(0);
});
