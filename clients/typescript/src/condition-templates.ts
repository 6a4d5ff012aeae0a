// Made from src/domain/conditions by npm run schema:emit.
import type { ConditionKind } from './operations.ts';

/** With gaps such as {target}. */
export interface ConditionTemplate {
  readonly requirement: string;
  readonly progress: string | null;
  /** The progress of more than the target. */
  readonly exceeded: string | null;
}

/** For a target of one, and for any other. */
export type ConditionTemplates = Readonly<Record<'one' | 'other', ConditionTemplate>>;

type ByKind = Readonly<Partial<Record<ConditionKind, ConditionTemplates>>>;

export const conditionTemplates: Readonly<Record<'en' | 'ko', ByKind>> = {
  en: {
    CONSECUTIVE_ATTENDANCE: {
      one: { requirement: 'Check in on 1 day', progress: '{current} of 1 day', exceeded: '{current} days' },
      other: {
        requirement: 'Check in on {target} days in a row',
        progress: '{current} of {target} days',
        exceeded: '{current} days',
      },
    },
    TOTAL_ATTENDANCE: {
      one: { requirement: 'Check in on 1 day', progress: '{current} of 1 day', exceeded: '{current} days' },
      other: {
        requirement: 'Check in on at least {target} days in total',
        progress: '{current} of {target} days',
        exceeded: '{current} days',
      },
    },
    ACCOUNT_AGE: {
      one: {
        requirement: 'Have an account for 1 day',
        progress: '{current} of 1 day',
        exceeded: '{current} days',
      },
      other: {
        requirement: 'Have an account for {target} days',
        progress: '{current} of {target} days',
        exceeded: '{current} days',
      },
    },
    EVENT_REWARDED: {
      one: { requirement: 'Be rewarded for another event', progress: null, exceeded: null },
      other: { requirement: 'Be rewarded for another event', progress: null, exceeded: null },
    },
    ACTIVITY_COUNT: {
      one: {
        requirement: 'Have at least 1 “{activityKind}” activity during the event',
        progress: '{current} of 1',
        exceeded: '{current}',
      },
      other: {
        requirement: 'Have at least {target} “{activityKind}” activities during the event',
        progress: '{current} of {target}',
        exceeded: '{current}',
      },
    },
    ACTIVITY_SUM: {
      one: {
        requirement: 'Reach a total quantity of 1 in “{activityKind}” activities during the event',
        progress: '{current} of 1',
        exceeded: '{current}',
      },
      other: {
        requirement: 'Reach a total quantity of {target} in “{activityKind}” activities during the event',
        progress: '{current} of {target}',
        exceeded: '{current}',
      },
    },
    ACTIVITY_DAYS: {
      one: {
        requirement: 'Have “{activityKind}” activities on at least 1 day of the event',
        progress: '{current} of 1 day',
        exceeded: '{current} days',
      },
      other: {
        requirement: 'Have “{activityKind}” activities on at least {target} days of the event',
        progress: '{current} of {target} days',
        exceeded: '{current} days',
      },
    },
    IN_AUDIENCE: {
      one: { requirement: 'Be in the audience of this event', progress: null, exceeded: null },
      other: { requirement: 'Be in the audience of this event', progress: null, exceeded: null },
    },
  },
  ko: {
    CONSECUTIVE_ATTENDANCE: {
      one: { requirement: '1일 연속 출석', progress: '1일 중 {current}일', exceeded: '{current}일' },
      other: {
        requirement: '{target}일 연속 출석',
        progress: '{target}일 중 {current}일',
        exceeded: '{current}일',
      },
    },
    TOTAL_ATTENDANCE: {
      one: { requirement: '총 1일 이상 출석', progress: '1일 중 {current}일', exceeded: '{current}일' },
      other: {
        requirement: '총 {target}일 이상 출석',
        progress: '{target}일 중 {current}일',
        exceeded: '{current}일',
      },
    },
    ACCOUNT_AGE: {
      one: { requirement: '가입한 지 1일', progress: '1일 중 {current}일', exceeded: '{current}일' },
      other: {
        requirement: '가입한 지 {target}일',
        progress: '{target}일 중 {current}일',
        exceeded: '{current}일',
      },
    },
    EVENT_REWARDED: {
      one: { requirement: '다른 이벤트의 보상 받기', progress: null, exceeded: null },
      other: { requirement: '다른 이벤트의 보상 받기', progress: null, exceeded: null },
    },
    ACTIVITY_COUNT: {
      one: {
        requirement: '이벤트 기간에 ‘{activityKind}’ 활동 1회 이상',
        progress: '1회 중 {current}회',
        exceeded: '{current}회',
      },
      other: {
        requirement: '이벤트 기간에 ‘{activityKind}’ 활동 {target}회 이상',
        progress: '{target}회 중 {current}회',
        exceeded: '{current}회',
      },
    },
    ACTIVITY_SUM: {
      one: {
        requirement: '이벤트 기간에 ‘{activityKind}’ 활동 수량 합계 1 이상',
        progress: '1 중 {current}',
        exceeded: '{current}',
      },
      other: {
        requirement: '이벤트 기간에 ‘{activityKind}’ 활동 수량 합계 {target} 이상',
        progress: '{target} 중 {current}',
        exceeded: '{current}',
      },
    },
    ACTIVITY_DAYS: {
      one: {
        requirement: '이벤트 기간에 ‘{activityKind}’ 활동을 한 날 1일 이상',
        progress: '1일 중 {current}일',
        exceeded: '{current}일',
      },
      other: {
        requirement: '이벤트 기간에 ‘{activityKind}’ 활동을 한 날 {target}일 이상',
        progress: '{target}일 중 {current}일',
        exceeded: '{current}일',
      },
    },
    IN_AUDIENCE: {
      one: { requirement: '이 이벤트의 대상자 명단에 있기', progress: null, exceeded: null },
      other: { requirement: '이 이벤트의 대상자 명단에 있기', progress: null, exceeded: null },
    },
  },
};
