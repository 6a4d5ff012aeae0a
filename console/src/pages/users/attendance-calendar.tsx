import { useQuery } from 'urql';
import { addDays } from '../../../../src/domain/service-calendar';
import { Button } from '../../components/button';
import { ExportButton } from '../../components/export-button';
import { useParameter } from '../../components/use-filters';
import { Loaded } from '../../components/view-states';
import { AttendanceDocument, ExcusedDaysDocument } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { isViewableDay } from '../../time/days';
import { dayMark } from '../../time/day-marks';
import { formatDay, formatMonth, formatWeekday } from '../../time/format';
import { useServiceClock } from '../../time/service-clock';
import { heatMapDays, monthColumns, WEEKS } from './heat-map';
import { usersTexts } from './users-texts';

const CELL = 18;
const GAP = 3;
/** Room for the names of weekdays and months. */
const LEFT = 34;
const TOP = 18;
/** Every other weekday is named: Monday, Wednesday and Friday. */
const NAMED_ROWS = [1, 3, 5];

/** A user's check-ins as a calendar, a column per week; which weeks is in the address. */
export function AttendanceCalendar({ userId }: { readonly userId: string }) {
  const texts = useTexts(usersTexts);
  const common = useTexts(commonTexts);
  const { language } = useSettings();
  const { today } = useServiceClock();
  const [asked, setAsked] = useParameter('until');
  const last = asked !== null && isViewableDay(asked) && asked < today ? asked : today;
  const days = heatMapDays(last);
  const first = days[0]?.day ?? last;
  const [query, reload] = useQuery({
    query: AttendanceDocument,
    variables: { userId, from: first, to: last, first: 100 },
  });
  const [excused] = useQuery({ query: ExcusedDaysDocument, variables: { from: first, to: last } });
  const excusedDays = new Set(excused.data?.excusedDays?.map(({ day }) => day));
  const goTo = (until: string) => setAsked(until >= today ? null : until);
  return (
    <Loaded query={query} onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ attendance }) => {
        const checked = new Set(attendance?.edges.map(({ node }) => node.day));
        const title = texts.heatMap(formatDay(first, language), formatDay(last, language));
        return (
          <div className="stack">
            <svg
              className="heat-map"
              viewBox={`0 0 ${LEFT + WEEKS * (CELL + GAP)} ${TOP + 7 * (CELL + GAP)}`}
              role="img"
              aria-label={`${title}: ${texts.checkedDays(checked.size, days.length)}`}
            >
              {monthColumns(days).map(({ day, column }) => (
                <text key={day} className="heat-name" x={LEFT + column * (CELL + GAP)} y={TOP - 6}>
                  {formatMonth(day, language)}
                </text>
              ))}
              {days
                .filter(({ column, row }) => column === 0 && NAMED_ROWS.includes(row))
                .map(({ day, row }) => (
                  <text key={day} className="heat-name" x={0} y={TOP + row * (CELL + GAP) + CELL - 5}>
                    {formatWeekday(day, language)}
                  </text>
                ))}
              {days.map(({ day, column, row }) => {
                const mark = dayMark(day, checked, today, excusedDays);
                const words = {
                  checked: common.dayChecked,
                  todayChecked: common.dayChecked,
                  excused: common.dayExcused,
                  today: common.dayToday,
                  missed: common.dayMissed,
                  ahead: common.dayMissed,
                }[mark];
                return (
                  <rect
                    key={day}
                    className={`heat heat-${mark}`}
                    x={LEFT + column * (CELL + GAP)}
                    y={TOP + row * (CELL + GAP)}
                    width={CELL}
                    height={CELL}
                    rx={3}
                  >
                    <title>{`${formatDay(day, language)}: ${words}`}</title>
                  </rect>
                );
              })}
            </svg>
            <p className="faint">
              {title}: {texts.checkedDays(checked.size, days.length)}
            </p>
            <div className="row">
              <Button onPress={() => goTo(addDays(last, -7 * WEEKS))}>{texts.earlier}</Button>
              <Button isDisabled={last === today} onPress={() => goTo(addDays(last, 7 * WEEKS))}>
                {texts.later}
              </Button>
              <ExportButton table="attendance" filter={{ userId, from: first, to: last }} />
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}
