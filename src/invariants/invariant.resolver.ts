import { Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../graphql/context';
import type { InvariantResult } from './invariants';

@ObjectType({
  description: 'A rule that the stored data must satisfy, and the result of checking it.',
  simpleResolvers: true,
})
export class InvariantCheck implements InvariantResult {
  @Field(() => String, { description: "The rule's permanent name." })
  name!: string;

  @Field(() => String, { description: 'The rule in one sentence.' })
  description!: string;

  @Field(() => Boolean, { description: 'Whether no row breaks the rule.' })
  ok!: boolean;

  @Field(() => Int, { description: 'Number of violations.' })
  violations!: number;

  @Field(() => [ID], { description: 'Ids of up to 10 rows that break the rule.' })
  examples!: string[];
}

@Resolver()
export class InvariantResolver {
  @Query(() => [InvariantCheck], {
    nullable: true,
    description: 'Checks the rules of payment against the stored data, each rule on one snapshot.',
  })
  invariants(@Ctx() { services }: Context): Promise<InvariantResult[]> {
    return services.invariants.check();
  }
}
