import { parseDate, toCalendarDate, type CalendarDate } from '@internationalized/date';
import { useSettings } from '../i18n/settings';
import { parseInstant } from '../time/parse-instant';
import { useServiceClock } from '../time/service-clock';
import { DateField, type DateFieldProps } from './date-field';

interface DayFieldProps extends Omit<DateFieldProps<CalendarDate>, 'value' | 'onChange'> {
  /** A civil date, YYYY-MM-DD; null: none. */
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
}

/** A service day. */
export function DayField({ value, onChange, ...field }: DayFieldProps) {
  const { serviceTimeZone, today } = useServiceClock();
  const { language } = useSettings();
  return (
    <DateField
      {...field}
      value={value === null ? null : parseDate(value)}
      onChange={(day) => onChange(day === null ? null : day.toString())}
      granularity="day"
      placeholderValue={parseDate(today)}
      read={(text) => {
        const instant = parseInstant(text, serviceTimeZone, language, null);
        return instant && toCalendarDate(instant);
      }}
    />
  );
}
