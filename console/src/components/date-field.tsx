import type { CalendarDate, ZonedDateTime } from '@internationalized/date';
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
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { useDateEntry } from './date-entry';

export interface DateFieldProps<Value> {
  readonly label: string;
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
  readonly description?: string | undefined;
  readonly error?: string | null | undefined;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
}

interface Props<Value> extends DateFieldProps<Value> {
  readonly granularity: 'day' | 'minute';
  /** Where an empty field begins. */
  readonly placeholderValue: Value;
  /** The value that a pasted or typed text names, or null. */
  readonly read: (text: string) => Value | null;
}

/** A date in segments and a calendar. A whole date can be typed or pasted. */
export function DateField<Value extends CalendarDate | ZonedDateTime>(props: Props<Value>) {
  const { label, value, onChange, description, error, isDisabled = false, isRequired = false } = props;
  const { granularity, placeholderValue, read } = props;
  const texts = useTexts(commonTexts);
  const { isUnreadable, handlers } = useDateEntry(value, read, onChange);
  const shownError = isUnreadable ? texts.noDate : error;
  return (
    <DatePicker<CalendarDate | ZonedDateTime>
      className="field"
      value={value}
      // It gives what it is given: a value of the placeholder's kind.
      onChange={(chosen) => onChange(chosen as Value | null)}
      granularity={granularity}
      hourCycle={24}
      placeholderValue={placeholderValue}
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
