import { FieldResolver, Resolver, Root } from 'type-graphql';
import { LocalDate } from '../graphql/types/scalars';
import { ConditionProgress } from './condition-progress.model';

@Resolver(() => ConditionProgress)
export class ConditionProgressResolver {
  @FieldResolver(() => [LocalDate], {
    description:
      'The excused days between the first and the last of `days`: they neither count nor break the run. Empty for kinds other than CONSECUTIVE_ATTENDANCE.',
  })
  excusedDays(@Root() { excusedDays = [] }: ConditionProgress): readonly string[] {
    return excusedDays;
  }
}
