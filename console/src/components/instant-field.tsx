import { fromAbsolute, type ZonedDateTime } from '@internationalized/date';
import { serviceDayOf, startOfServiceDay } from '../../../src/domain/service-calendar';
import { useSettings } from '../i18n/settings';
import { parseInstant } from '../time/parse-instant';
import { useServiceClock } from '../time/service-clock';
import { DateField, type DateFieldProps } from './date-field';

/** Day and minute in the service's zone, whose name follows the time. */
export function InstantField(props: DateFieldProps<ZonedDateTime>) {
  const { serviceTimeZone, now } = useServiceClock();
  const { language } = useSettings();
  const midnight = { timeZone: serviceTimeZone, dayStartMinute: 0 };
  const startOfToday = startOfServiceDay(midnight, serviceDayOf(midnight, new Date(now)));
  return (
    <DateField
      {...props}
      granularity="minute"
      // An empty field is entered in the zone of its placeholder.
      placeholderValue={fromAbsolute(startOfToday.getTime(), serviceTimeZone)}
      read={(text) => parseInstant(text, serviceTimeZone, language, props.value)}
    />
  );
}
