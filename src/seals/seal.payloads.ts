import { Field, ID, Int, ObjectType } from 'type-graphql';
import { AuditEntry } from '../audit/audit-entry.model';
import { DateTime, SafeInt } from '../graphql/types/scalars';
import type { StoredSeal } from './seal';

@ObjectType({
  description:
    'A range of the reward feed whose entries can no longer be changed unnoticed: the audit chain holds the root of the Merkle tree over them.',
  simpleResolvers: true,
})
export class Seal implements StoredSeal {
  @Field(() => ID, { description: 'Opaque and permanent; the id of its audit entry.' })
  id!: string;

  @Field(() => DateTime, { description: 'When it was sealed.' })
  sealedAt!: Date;

  @Field(() => String, { description: 'The epoch of the reward feed at that time.' })
  epoch!: string;

  @Field(() => SafeInt, { description: 'The first sequence of the reward feed that it covers.' })
  firstSequence!: number;

  @Field(() => SafeInt, { description: 'The last sequence of the reward feed that it covers.' })
  lastSequence!: number;

  @Field(() => String, {
    description: 'The root of the Merkle tree (RFC 6962) over the leaves in their sequence, in hex.',
  })
  root!: string;

  @Field(() => Int, { description: 'The sequence of the audit entry that holds it.' })
  auditSequence!: number;
}

@ObjectType({
  description:
    'Everything that verifies one sealed entry of the reward feed outside the platform. docs/guides/verify-payment.md describes the computation.',
  simpleResolvers: true,
})
export class SealProof {
  @Field(() => Seal, { description: 'The seal that covers the entry.' })
  seal!: Seal;

  @Field(() => String, {
    description:
      'The facts that the entry settled, as canonical JSON. Typed texts and the accounts that acted are commitments in it.',
  })
  leaf!: string;

  @Field(() => SafeInt, { description: 'The sequence of the entry in the reward feed.' })
  sequence!: number;

  @Field(() => [String], { description: 'The hashes from the leaf up to the root, in hex.' })
  path!: readonly string[];

  @Field(() => AuditEntry, { description: 'The audit entry that holds the root.' })
  auditEntry!: AuditEntry;
}
