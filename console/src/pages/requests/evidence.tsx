import { useQuery } from 'urql';
import { Link } from 'wouter';
import { definitionOf } from '../../../../src/domain/conditions';
import { addDays, serviceDayOf } from '../../../../src/domain/service-calendar';
import { DayRow } from '../../components/day-row';
import { Instant } from '../../components/instant';
import { Loaded } from '../../components/view-states';
import { AttendanceDocument, type ConditionKind } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { listDays } from '../../time/days';
import { formatDay } from '../../time/format';
import { useServiceCalendar, useServiceClock } from '../../time/service-clock';
import { requestsTexts } from './requests-texts';

interface JudgedCondition {
  readonly conditionId: string;
  readonly kind: ConditionKind;
  readonly target: number;
  readonly current: number;
  readonly met: boolean;
  readonly days: readonly string[];
  readonly excusedDays: readonly string[];
  readonly activityKind: string | null;
  readonly firstActivityAt: string | null;
  readonly lastActivityAt: string | null;
}

interface EvidenceProps {
  readonly conditions: readonly JudgedCondition[];
  readonly userId: string;
  /** When the event begins. */
  readonly startAt: string;
  readonly judgedAt: string;
}

/** As many days as fit beside each other on a desk; the days that counted are always among them. */
const SHOWN_DAYS = 14;

/** Why a request was decided as it was, or would be: the conditions in words, and the user's days if they count. */
export function Evidence(props: EvidenceProps) {
  const { conditions, userId } = props;
  const texts = useTexts(requestsTexts);
  const { language } = useSettings();
  if (conditions.length === 0) return <p className="faint">{texts.noEvidence}</p>;
  return (
    <ul className="stack plain-list">
      {conditions.map((condition) => {
        const kindTexts = definitionOf(condition.kind)?.texts[language];
        const progress = kindTexts?.progress?.(condition.current, condition.target);
        return (
          <li key={condition.conditionId}>
            <p>
              <span aria-hidden="true">{condition.met ? '✓' : '✗'}</span>{' '}
              {kindTexts?.requirement(condition.target, condition.activityKind ?? undefined) ??
                texts.unknownCondition}{' '}
              <span className={condition.met ? 'faint' : 'outcome-bad'}>
                {progress !== undefined && `${progress}, `}
                {condition.met ? texts.met : texts.unmet}
              </span>
            </p>
            {condition.days.length > 0 && (
              <p className="faint">
                {texts.countedDays}: {condition.days.map((day) => formatDay(day, language)).join(', ')}
              </p>
            )}
            {condition.excusedDays.length > 0 && (
              <p className="faint">
                {texts.excusedDays}: {condition.excusedDays.map((day) => formatDay(day, language)).join(', ')}
              </p>
            )}
            {condition.activityKind && condition.firstActivityAt && condition.lastActivityAt && (
              <p className="faint">
                <Link href={`/activities?userId=${userId}&kind=${condition.activityKind}`}>
                  {texts.countedActivities}
                </Link>
                : <Instant at={condition.firstActivityAt} /> – <Instant at={condition.lastActivityAt} />
              </p>
            )}
          </li>
        );
      })}
      {conditions.some(({ kind }) => definitionOf(kind)?.needs.includes('attendedDays') ?? true) && (
        <li>
          <Days {...props} />
        </li>
      )}
    </ul>
  );
}

function Days({ conditions, userId, startAt, judgedAt }: EvidenceProps) {
  const texts = useTexts(requestsTexts);
  const { today } = useServiceClock();
  const calendar = useServiceCalendar();
  const dayOf = (instant: string) => serviceDayOf(calendar, new Date(instant));
  const last = dayOf(judgedAt);
  const counted = conditions.flatMap(({ days }) => days).sort();
  const begin = dayOf(startAt);
  const recent = [addDays(last, 1 - SHOWN_DAYS), begin].sort()[1] ?? begin;
  const first = [counted[0] ?? recent, recent].sort()[0] ?? recent;
  const [query, reload] = useQuery({
    query: AttendanceDocument,
    variables: { userId, from: first, to: last, first: 100 },
  });
  const days = listDays(first, last);
  // As they were when the request was judged; what is excused since then changes nothing here.
  const excused = new Set(conditions.flatMap(({ excusedDays }) => excusedDays));
  return (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ attendance }) => (
        <DayRow
          label={texts.window(days.length)}
          days={days}
          checked={new Set(attendance?.edges.map(({ node }) => node.day))}
          excused={excused}
          today={today}
        />
      )}
    </Loaded>
  );
}
