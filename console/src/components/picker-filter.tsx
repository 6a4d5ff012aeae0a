import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';

export interface Option {
  readonly id: string;
  readonly name: string;
}

interface PickerFilterProps {
  readonly label: string;
  readonly hint?: string;
  readonly autoFocus?: boolean;
  /** Undefined: nothing is chosen. Its name may still be on the way. */
  readonly chosen: { readonly id: string; readonly name: string | undefined } | undefined;
  /** What matches the words typed so far. Undefined: the search is under way, and there is nothing to choose yet. */
  readonly options: readonly Option[] | undefined;
  readonly onType: (words: string) => void;
  readonly onChange: (id: string | null) => void;
}

/** One record out of too many for a list: typing narrows the choice, an emptied field chooses nothing. */
export function PickerFilter(props: PickerFilterProps) {
  const { label, hint, autoFocus = false, chosen, options, onType, onChange } = props;
  const { loading, none } = useTexts(commonTexts);
  const name = chosen ? (chosen.name ?? '…') : '';
  const [typed, setTyped] = useState({ words: name, from: name });
  // While the name of a choice is on its way the field keeps its words: other words would open the list again.
  const isNamed = chosen === undefined || chosen.name !== undefined;
  if (isNamed && typed.from !== name) setTyped({ words: name, from: name });
  return (
    <ComboBox
      className="field"
      items={options ?? []}
      value={chosen?.id ?? null}
      onChange={(key) => {
        if (key === null) return;
        const option = options?.find(({ id }) => id === key);
        if (option) setTyped({ words: option.name, from: name });
        onChange(String(key));
      }}
      inputValue={typed.words}
      onInputChange={(words) => {
        setTyped({ words, from: name });
        onType(words);
        if (words === '' && chosen) onChange(null);
      }}
      menuTrigger="focus"
      allowsEmptyCollection
      autoFocus={autoFocus}
    >
      <Label className="label">{label}</Label>
      <Group className="input date-input">
        <Input className="bare-input" />
        <Button className="date-button">
          <span aria-hidden="true">▾</span>
        </Button>
      </Group>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover">
        <ListBox<Option>
          className="menu"
          renderEmptyState={() => <p className="menu-header">{options ? none : loading}</p>}
        >
          {(option) => (
            <ListBoxItem className="menu-item" textValue={option.name}>
              {option.name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
