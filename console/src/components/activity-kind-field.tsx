import { Button } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { useQuery } from 'urql';
import { ActivityKindsDocument } from '../generated/documents';

interface ActivityKindFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (kind: string) => void;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

/** A kind of activity: any text, with the kinds of the latest activities as suggestions. */
export function ActivityKindField({
  label,
  value,
  onChange,
  error,
  isDisabled = false,
}: ActivityKindFieldProps) {
  const [{ data }] = useQuery({ query: ActivityKindsDocument, pause: isDisabled });
  const kinds = [...new Set(data?.activities?.nodes.map(({ kind }) => kind))].sort();
  return (
    <ComboBox
      className="field"
      items={kinds.map((kind) => ({ id: kind }))}
      defaultFilter={(kind, typed) => kind.includes(typed.trim())}
      inputValue={value}
      onInputChange={onChange}
      isDisabled={isDisabled}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      allowsCustomValue
      menuTrigger="focus"
    >
      <Label className="label">{label}</Label>
      <Group className="input date-input">
        <Input className="bare-input" autoCapitalize="none" spellCheck="false" />
        <Button className="date-button">
          <span aria-hidden="true">▾</span>
        </Button>
      </Group>
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox<{ id: string }> className="menu">
          {({ id }) => (
            <ListBoxItem className="menu-item" textValue={id}>
              {id}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
