import { parseAbsolute, type ZonedDateTime } from '@internationalized/date';
import { useId, useState, type ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { useServiceClock } from '../time/service-clock';
import { Button } from './button';
import { InstantField } from './instant-field';
import { TextField } from './fields';
import { SavedViews } from './saved-views';
import { useSettledText } from './use-settled-text';

interface FilterBarProps {
  readonly label: string;
  readonly isAnySet: boolean;
  readonly onClear: () => void;
  /** The filters that are used most, as many as have room in one row. */
  readonly children: ReactNode;
  /** The others, shown when asked for, and how many of them are set. */
  readonly more?: { readonly fields: ReactNode; readonly set: number };
}

/** Holds the fields that narrow a list; what they are set to lives in the address (useFilters). */
export function FilterBar({ label, isAnySet, onClear, children, more }: FilterBarProps) {
  const texts = useTexts(commonTexts);
  const moreId = useId();
  // Filters that are set must not be overlooked.
  const [isOpen, setOpen] = useState((more?.set ?? 0) > 0);
  return (
    <search className="filters" aria-label={label}>
      <div className="filter-bar">
        {children}
        <div className="filter-acts">
          {more && (
            <Button aria-expanded={isOpen} aria-controls={moreId} onPress={() => setOpen(!isOpen)}>
              {more.set > 0 ? texts.moreFiltersSet(more.set) : texts.moreFilters}
            </Button>
          )}
          {isAnySet && (
            <Button tone="quiet" onPress={onClear}>
              {texts.clearFilters}
            </Button>
          )}
          <SavedViews />
        </div>
      </div>
      {more && (
        <div id={moreId} className="filter-bar filter-more" hidden={!isOpen}>
          {isOpen && more.fields}
        </div>
      )}
    </search>
  );
}

interface TextFilterProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TextFilter({ label, value, onChange }: TextFilterProps) {
  const [typed, setTyped] = useSettledText(value, onChange);
  return <TextField label={label} value={typed} onChange={setTyped} type="search" />;
}

interface ChoicesFilterProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
}

/** Any of a few values; none pressed: all. */
export function ChoicesFilter<T extends string>({
  label,
  options,
  names,
  chosen,
  onChange,
}: ChoicesFilterProps<T>) {
  const labelId = useId();
  return (
    <div className="field">
      <span className="label" id={labelId}>
        {label}
      </span>
      <ToggleButtonGroup
        aria-labelledby={labelId}
        className="choices"
        selectionMode="multiple"
        selectedKeys={chosen}
        onSelectionChange={(keys) => onChange(options.filter((option) => keys.has(option)))}
      >
        {options.map((option) => (
          <ToggleButton key={option} id={option} className="choice">
            {names[option]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

interface InstantFilterProps {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (instant: string | null) => void;
}

/** A bound in time, entered in the service's zone. */
function InstantFilter({ label, value, onChange }: InstantFilterProps) {
  const { serviceTimeZone } = useServiceClock();
  const shown: ZonedDateTime | null = value === null ? null : parseAbsolute(value, serviceTimeZone);
  return (
    <InstantField
      label={label}
      value={shown}
      onChange={(chosen) => onChange(chosen === null ? null : chosen.toAbsoluteString())}
    />
  );
}

interface PeriodFilterProps {
  readonly from: string | null;
  readonly to: string | null;
  readonly onFrom: (instant: string | null) => void;
  readonly onTo: (instant: string | null) => void;
}

/** The two bounds of a period. */
export function PeriodFilter({ from, to, onFrom, onTo }: PeriodFilterProps) {
  const texts = useTexts(commonTexts);
  return (
    <>
      <InstantFilter label={texts.from} value={from} onChange={onFrom} />
      <InstantFilter label={texts.to} value={to} onChange={onTo} />
    </>
  );
}
