import type { ReactNode } from 'react';
import { Button } from '../../components/button';
import { useFilters } from '../../components/use-filters';
import { LOCALES } from '../../i18n/language';
import { useSettings, useTexts } from '../../i18n/settings';
import { useServiceClock } from '../../time/service-clock';
import { addMonths, month } from './calendar-month';
import { eventsTexts } from './events-texts';

const MONTH = { month };

export interface ShownMonth {
  /** YYYY-MM */
  readonly shown: string;
  readonly label: string;
}

/** A month, which the address keeps, with ways to others. */
export function MonthPanel({ children }: { readonly children: (month: ShownMonth) => ReactNode }) {
  const texts = useTexts(eventsTexts);
  const { language } = useSettings();
  const { today } = useServiceClock();
  const { values, set } = useFilters(MONTH);
  const shown = values.month || today.slice(0, 7);
  const goTo = (other: string) => set({ month: other === today.slice(0, 7) ? '' : other });
  const name = new Intl.DateTimeFormat(LOCALES[language], {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${shown}-01T00:00:00Z`));
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{name}</h2>
        <div className="row">
          <Button onPress={() => goTo(addMonths(shown, -1))}>{texts.previousMonth}</Button>
          <Button onPress={() => goTo(today.slice(0, 7))}>{texts.thisMonth}</Button>
          <Button onPress={() => goTo(addMonths(shown, 1))}>{texts.nextMonth}</Button>
        </div>
      </header>
      {children({ shown, label: texts.calendar(name) })}
    </section>
  );
}
