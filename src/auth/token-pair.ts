import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../graphql/scalars';

@ObjectType({
  description:
    "Access token claims: id, role, expire_dt (for the client's convenience), and iss, aud, sub, sid, iat, exp, jti.",
  simpleResolvers: true,
})
export class TokenPair {
  @Field(() => String, { description: 'Travels as `Authorization: Bearer`; lives for minutes.' })
  accessToken!: string;

  @Field(() => DateTime, { description: 'From then on the access token makes its bearer anonymous.' })
  accessTokenExpiresAt!: Date;

  @Field(() => String, { description: 'Single use: gives the next pair by refreshTokens; lives for days.' })
  refreshToken!: string;

  @Field(() => DateTime, { description: 'From then on only a login gives a new pair.' })
  refreshTokenExpiresAt!: Date;
}
