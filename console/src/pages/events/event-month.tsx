import { useState } from 'react';
import { Link } from 'wouter';
import { serviceDayOf } from '../../../../src/domain/service-calendar';
import { EventStateBadge } from '../../components/badge';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { commonTexts } from '../../i18n/common-texts';
import { eventStateWord, type ShownState } from '../../i18n/event-state';
import { LOCALES } from '../../i18n/language';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatDay } from '../../time/format';
import { useServiceCalendar, useServiceClock } from '../../time/service-clock';
import { lanesOf, spansOn, weeksOf, type Span } from './calendar-month';
import { eventsTexts } from './events-texts';
import type { ShownMonth } from './month-panel';
import './calendar.css';

const MOST_PER_DAY = 4;

interface EventWindow extends ShownState {
  readonly id: string;
  readonly title: string;
  readonly startAt: string;
  readonly endAt: string | null;
}
interface EventSpan extends Span {
  readonly event: EventWindow;
}

interface EventMonthProps extends ShownMonth {
  readonly events: readonly EventWindow[];
}

/** Events by service day: what starts, runs and ends when. */
export function EventMonth({ shown, label, events }: EventMonthProps) {
  const { language } = useSettings();
  const { today } = useServiceClock();
  const calendar = useServiceCalendar();
  const dayOf = (instant: number) => serviceDayOf(calendar, new Date(instant));
  const spans: EventSpan[] = events.map((event) => ({
    id: event.id,
    event,
    firstDay: dayOf(Date.parse(event.startAt)),
    // endAt is the first instant after the window.
    lastDay: event.endAt === null ? null : dayOf(Date.parse(event.endAt) - 1),
  }));
  const weeks = weeksOf(shown);
  const weekday = new Intl.DateTimeFormat(LOCALES[language], { weekday: 'short', timeZone: 'UTC' });
  const [openedDay, setOpenedDay] = useState<string | null>(null);
  return (
    <div className="table-frame">
      <table className="calendar" aria-label={label}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col">
                {weekday.format(new Date(`${day}T00:00:00Z`))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => {
            const lanes = lanesOf(week, spans);
            return (
              <tr key={week[0]}>
                {week.map((day, index) => (
                  <td key={day} className={day.startsWith(shown) ? '' : 'calendar-other'}>
                    <time
                      dateTime={day}
                      className={day === today ? 'calendar-day calendar-today' : 'calendar-day'}
                      aria-current={day === today ? 'date' : undefined}
                    >
                      <span aria-hidden="true">{Number(day.slice(8))}</span>
                      <span className="visually-hidden">{formatDay(day, language)}</span>
                    </time>
                    <DayEvents
                      day={day}
                      isMonday={index === 0}
                      lanes={lanes[index] ?? []}
                      onMore={() => setOpenedDay(day)}
                    />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {openedDay !== null && (
        <DayDialog day={openedDay} spans={spansOn(openedDay, spans)} onClose={() => setOpenedDay(null)} />
      )}
    </div>
  );
}

interface DayEventsProps {
  readonly day: string;
  readonly isMonday: boolean;
  readonly lanes: readonly (EventSpan | null)[];
  readonly onMore: () => void;
}

/** A title where an event begins and at each week's beginning; between them its line goes on, in the same lane. */
function DayEvents({ day, isMonday, lanes, onMore }: DayEventsProps) {
  const texts = useTexts(eventsTexts);
  const { language } = useSettings();
  const common = useTexts(commonTexts);
  const hidden = lanes.slice(MOST_PER_DAY).filter((span) => span !== null).length;
  return (
    <ul className="calendar-events">
      {lanes.slice(0, MOST_PER_DAY).map((span, lane) => {
        if (span === null)
          return <li key={lane} className="calendar-event calendar-gap" aria-hidden="true" />;
        const { id, event, firstDay } = span;
        const label = `${event.title} (${eventStateWord(event, common)})`;
        const line = `calendar-event calendar-event-${event.state}`;
        return firstDay === day || isMonday ? (
          <li key={lane}>
            <Link href={`/events/${id}`} className={line} title={label}>
              {event.title}
            </Link>
          </li>
        ) : (
          <li key={lane} className={line} title={label}>
            <span className="visually-hidden">{label}</span>
          </li>
        );
      })}
      {hidden > 0 && (
        <li>
          <Button tone="quiet" aria-label={texts.moreOn(hidden, formatDay(day, language))} onPress={onMore}>
            {texts.more(hidden)}
          </Button>
        </li>
      )}
    </ul>
  );
}

interface DayDialogProps {
  readonly day: string;
  readonly spans: readonly EventSpan[];
  readonly onClose: () => void;
}

/** Every event of a day: a cell of the calendar has room for a few. */
function DayDialog({ day, spans, onClose }: DayDialogProps) {
  const { language } = useSettings();
  return (
    <Dialog title={formatDay(day, language)} onClose={onClose}>
      <ul className="dialog-body lines">
        {spans.map(({ id, event }) => (
          <li key={id} className="line">
            <Link href={`/events/${id}`}>{event.title}</Link>
            <EventStateBadge event={event} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
