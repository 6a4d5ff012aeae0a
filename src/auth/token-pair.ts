import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../graphql/types/scalars';

@ObjectType({
  description:
    "Access token claims: id, role, expire_dt (for the client's convenience), and iss, aud, sub, sid, iat, exp, jti.",
  simpleResolvers: true,
})
export class TokenPair {
  @Field(() => String, { description: 'Send it as `Authorization: Bearer`. Valid for minutes.' })
  accessToken!: string;

  @Field(() => DateTime, { description: 'When the access token expires.' })
  accessTokenExpiresAt!: Date;

  @Field(() => String, {
    description: 'Can be used once, with refreshTokens, to get the next pair. Valid for days.',
  })
  refreshToken!: string;

  @Field(() => DateTime, { description: 'When the refresh token expires.' })
  refreshTokenExpiresAt!: Date;
}
