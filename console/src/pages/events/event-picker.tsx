import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { useQuery } from 'urql';
import { EventWindowsDocument, type EventState } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { eventStateWord } from '../../i18n/event-state';
import { useTexts } from '../../i18n/settings';
import { eventFormTexts } from './event-form-texts';

interface EventPickerProps {
  readonly label: string;
  readonly chosen: { readonly id: string; readonly title: string } | null;
  readonly ownId: string | null;
  readonly isDisabled?: boolean;
  readonly error?: string | undefined;
  readonly hint: string;
  /** Which events are offered; default: all. */
  readonly states?: EventState[];
  readonly onChange: (event: { id: string; title: string } | null) => void;
}

/** Finds an event by a part of its title; the server searches. */
export function EventPicker({
  label,
  chosen,
  ownId,
  isDisabled = false,
  error,
  hint,
  states,
  onChange,
}: EventPickerProps) {
  const texts = useTexts(eventFormTexts);
  const common = useTexts(commonTexts);
  const [typed, setTyped] = useState(chosen?.title ?? '');
  const searched = typed.trim() === chosen?.title ? '' : typed.trim();
  const [{ data, fetching }] = useQuery({
    query: EventWindowsDocument,
    variables: {
      filter: { ...(searched !== '' && { titleContains: searched }), ...(states && { states }) },
      first: 20,
    },
    pause: isDisabled,
  });
  // While a search is under way the titles of the one before are no choice: Enter would take one of them.
  const found = fetching ? [] : (data?.events?.nodes ?? []).filter(({ id }) => id !== ownId);
  return (
    <ComboBox
      className="field"
      items={found}
      inputValue={typed}
      onInputChange={setTyped}
      selectedKey={chosen?.id ?? null}
      onSelectionChange={(key) => {
        const event = found.find(({ id }) => id === key) ?? (key === chosen?.id ? chosen : null);
        onChange(event ? { id: event.id, title: event.title } : null);
        setTyped(event?.title ?? '');
      }}
      isDisabled={isDisabled}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      allowsEmptyCollection
      menuTrigger="focus"
    >
      <Label className="label">{label}</Label>
      <Group className="input date-input">
        <Input className="bare-input" />
        <Button className="date-button">
          <span aria-hidden="true">▾</span>
        </Button>
      </Group>
      <Text slot="description" className="hint">
        {hint}
      </Text>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox
          className="menu"
          renderEmptyState={() => <p className="menu-item">{fetching ? common.loading : texts.noEvents}</p>}
        >
          {(event: (typeof found)[number]) => (
            <ListBoxItem id={event.id} textValue={event.title} className="menu-item">
              {event.title} <span className="faint">({eventStateWord(event, common)})</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
