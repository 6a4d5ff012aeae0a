import { useId } from 'react';
import { useQuery } from 'urql';
import { AudiencesDocument } from '../../generated/documents';
import { useTexts } from '../../i18n/settings';
import { eventFormTexts } from './event-form-texts';

interface AudiencePickerProps {
  readonly label: string;
  readonly chosen: { readonly id: string; readonly name: string } | null;
  readonly isDisabled: boolean;
  readonly error: string | undefined;
  readonly onChange: (audience: { id: string; name: string } | null) => void;
}

/** One of the newest audiences that are sealed. */
export function AudiencePicker({ label, chosen, isDisabled, error, onChange }: AudiencePickerProps) {
  const texts = useTexts(eventFormTexts);
  const id = useId();
  const [{ data }] = useQuery({ query: AudiencesDocument, variables: { first: 100 }, pause: isDisabled });
  const sealed = (data?.audiences?.nodes ?? []).filter(({ sealedAt }) => sealedAt !== null);
  const options = chosen && !sealed.some((one) => one.id === chosen.id) ? [chosen, ...sealed] : sealed;
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={chosen?.id ?? ''}
        disabled={isDisabled}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => {
          const found = options.find((one) => one.id === target.value);
          onChange(found ? { id: found.id, name: found.name } : null);
        }}
      >
        <option value="" />
        {options.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <span id={`${id}-hint`} className={error === undefined ? 'hint' : 'field-error'}>
        {error ?? texts.audienceHint}
      </span>
    </div>
  );
}
