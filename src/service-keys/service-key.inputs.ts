import { ArrayMinSize, Matches } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { NAME_MAX_CHARACTERS, REASON_MAX_CHARACTERS } from '../domain/limits';
import { SERVICE_SOURCE, type ServiceScope } from '../domain/service-scopes';
import { ServiceScopeEnum } from '../graphql/types/enums';
import { Characters, Distinct, Visible } from '../graphql/types/input-rules';
import { DateTime } from '../graphql/types/scalars';

@InputType({ description: 'A new service key.' })
export class CreateServiceKeyInput {
  @Field(() => String, { description: 'What people call the key, 1 to 200 characters.' })
  @Characters(1, NAME_MAX_CHARACTERS)
  @Visible()
  name!: string;

  @Field(() => String, {
    description:
      'The source under which the key records activities: 1 to 128 letters, digits and `. _ - ~ / :`, beginning with a letter or digit. Several keys may share one, so that a new key can replace an old one.',
  })
  @Matches(SERVICE_SOURCE, {
    message: 'must have 1 to 128 letters, digits or . _ - ~ / : and begin with a letter or digit',
  })
  source!: string;

  @Field(() => [ServiceScopeEnum], { description: 'What the key may do: at least one scope, each once.' })
  @ArrayMinSize(1, { message: 'must name at least one scope' })
  @Distinct()
  scopes!: ServiceScope[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'From this instant on the key is refused; in the future. Omitted: the key does not expire.',
  })
  expiresAt?: Date | null;
}

@InputType({ description: 'The key to revoke.' })
export class RevokeServiceKeyInput {
  @Field(() => ID, { description: 'The key.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The reason, up to 1,000 characters. It is stored in the audit entry.',
  })
  @Characters(0, REASON_MAX_CHARACTERS)
  @Visible()
  reason?: string | null;
}
