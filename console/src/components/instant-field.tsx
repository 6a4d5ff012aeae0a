import { fromAbsolute, type ZonedDateTime } from '@internationalized/date';
import { Button } from 'react-aria-components/Button';
import { Calendar, CalendarCell, CalendarGrid } from 'react-aria-components/Calendar';
import { DateInput, DateSegment } from 'react-aria-components/DateField';
import { DatePicker } from 'react-aria-components/DatePicker';
import { Dialog } from 'react-aria-components/Dialog';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Heading } from 'react-aria-components/Heading';
import { Label } from 'react-aria-components/Label';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { serviceDayOf, startOfServiceDay } from '../../../src/domain/service-calendar';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { useServiceClock } from '../time/service-clock';
import { useDateEntry } from './date-entry';

interface InstantFieldProps {
  readonly label: string;
  readonly value: ZonedDateTime | null;
  readonly onChange: (value: ZonedDateTime | null) => void;
  readonly description?: string | undefined;
  readonly error?: string | null | undefined;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
}

/** Day and minute in the service's zone, whose name follows the time. A whole date can be typed or pasted. */
export function InstantField(props: InstantFieldProps) {
  const { label, value, onChange, description, error, isDisabled = false, isRequired = false } = props;
  const { serviceTimeZone, now } = useServiceClock();
  const texts = useTexts(commonTexts);
  const { isUnreadable, handlers } = useDateEntry(value, onChange);
  const midnight = { timeZone: serviceTimeZone, dayStartMinute: 0 };
  const startOfToday = startOfServiceDay(midnight, serviceDayOf(midnight, new Date(now)));
  const shownError = isUnreadable ? texts.noDate : error;
  return (
    <DatePicker
      className="field"
      value={value}
      onChange={onChange}
      granularity="minute"
      hourCycle={24}
      // An empty field is entered in the zone of its placeholder.
      placeholderValue={fromAbsolute(startOfToday.getTime(), serviceTimeZone)}
      isDisabled={isDisabled}
      isRequired={isRequired}
      isInvalid={Boolean(shownError)}
      validationBehavior="aria"
    >
      <Label className="label">{label}</Label>
      <Group className="input date-input">
        <div className="date-entry" {...(!isDisabled && handlers)}>
          <DateInput className="date-segments">
            {(segment) => <DateSegment segment={segment} className="date-segment" />}
          </DateInput>
        </div>
        <Button className="date-button">
          <span aria-hidden="true">▾</span>
        </Button>
      </Group>
      {description && (
        <Text slot="description" className="hint">
          {description}
        </Text>
      )}
      <FieldError className="field-error">{shownError}</FieldError>
      <Popover className="popover">
        <Dialog className="date-dialog">
          <Calendar>
            <header className="calendar-head">
              <Button slot="previous" className="button button-quiet">
                ‹
              </Button>
              <Heading className="calendar-title" />
              <Button slot="next" className="button button-quiet">
                ›
              </Button>
            </header>
            <CalendarGrid>{(date) => <CalendarCell date={date} className="calendar-cell" />}</CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}
