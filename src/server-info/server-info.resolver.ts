import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { nextDayStart, serviceDayOf } from '../domain/service-calendar';
import { version } from '../version';
import type { Context } from '../graphql/context';
import { DateTime, LocalDate } from '../graphql/types/scalars';

@ObjectType({
  description: "The server's version, time and service calendar.",
  simpleResolvers: true,
})
export class ServerInfo {
  @Field(() => String, { description: "The server's release." })
  version!: string;

  @Field(() => String, { description: 'IANA zone of the service calendar.' })
  serviceTimeZone!: string;

  @Field(() => Int, { description: 'Minute of the local day at which a service day starts, 0 to 1439.' })
  dayStartMinute!: number;

  @Field(() => String, {
    description: 'SHA-256 of the schema, in hex. It changes with every change of the API.',
  })
  schemaHash!: string;

  @Field(() => Boolean, { description: 'Whether anybody may register; see the setting REGISTRATION.' })
  registrationOpen!: boolean;

  @Field(() => Int, {
    description:
      'How many hours after it happened an activity may still arrive; see ACTIVITY_LATENESS_HOURS.',
  })
  activityLatenessHours!: number;

  @Field(() => DateTime, { description: 'Server time.' })
  now!: Date;

  @Field(() => LocalDate, { description: 'The current service day.' })
  today!: string;

  @Field(() => DateTime, { description: 'When the next service day begins.' })
  nextDayAt!: Date;
}

@Resolver(() => ServerInfo)
export class ServerInfoResolver {
  @Query(() => ServerInfo, { description: "The server's version, time and service calendar." })
  serverInfo(@Ctx() { now, services }: Context): ServerInfo {
    const { activityLatenessHours, calendar, registrationOpen, schemaHash } = services;
    return {
      version,
      serviceTimeZone: calendar.timeZone,
      dayStartMinute: calendar.dayStartMinute,
      schemaHash,
      registrationOpen,
      activityLatenessHours,
      now,
      today: serviceDayOf(calendar, now),
      nextDayAt: nextDayStart(calendar, now),
    };
  }
}
