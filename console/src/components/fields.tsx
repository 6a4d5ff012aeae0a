import type { ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps } from 'react-aria-components/TextField';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'children' | 'isInvalid'> {
  readonly label: string;
  readonly description?: ReactNode;
  /** The error of the value, or an empty text. */
  readonly error?: string | null | undefined;
  /** How many characters (Unicode code points) fit. */
  readonly limit?: number;
}

export function TextField(props: FieldProps) {
  return <Field {...props} control={<Input className="input" />} />;
}

export function TextAreaField({ rows = 3, ...props }: FieldProps & { readonly rows?: number }) {
  return <Field {...props} control={<TextArea className="input" rows={rows} />} />;
}

function Field({
  label,
  description,
  error,
  limit,
  control,
  ...props
}: FieldProps & { readonly control: ReactNode }) {
  const texts = useTexts(commonTexts);
  const left = limit === undefined ? null : limit - [...(props.value ?? '')].length;
  const isInvalid = Boolean(error) || (left !== null && left < 0);
  return (
    // `error` shows errors in the console's language rather than the browser's.
    <AriaTextField {...props} className="field" isInvalid={isInvalid} validationBehavior="aria">
      <Label className="label">{label}</Label>
      {control}
      {description && (
        <Text slot="description" className="hint">
          {description}
        </Text>
      )}
      {left !== null && left < 50 && <span className="hint">{texts.charactersLeft(left)}</span>}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
