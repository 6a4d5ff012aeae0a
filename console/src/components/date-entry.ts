import type { ZonedDateTime } from '@internationalized/date';
import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useSettings } from '../i18n/settings';
import { parseInstant } from '../time/parse-instant';
import { useServiceClock } from '../time/service-clock';

const YEAR_AND_SEPARATOR = /^\d{4}[-./]/;
const WHOLE_DAY = /^\d{4}[-./]\d{1,2}[-./]\d{2}$/;

/**
 * Lets a field of several segments take a whole date: one that is pasted, and one that is typed year first, whatever
 * order the segments have. Without this, `2026-12-01` typed into day, month and year gives the year 6120.
 */
export function useDateEntry(
  value: ZonedDateTime | null,
  onChange: (value: ZonedDateTime | null) => void,
): {
  readonly isUnreadable: boolean;
  readonly handlers: {
    readonly onPaste: (event: ClipboardEvent) => void;
    readonly onKeyDownCapture: (event: KeyboardEvent) => void;
    readonly onPointerDown: () => void;
  };
} {
  const { language } = useSettings();
  const { serviceTimeZone } = useServiceClock();
  const [unreadable, setUnreadable] = useState<ZonedDateTime | null | undefined>(undefined);
  const typed = useRef('');
  const read = (text: string) => parseInstant(text, serviceTimeZone, language, value);

  function onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    typed.current = '';
    const pasted = read(event.clipboardData.getData('text'));
    setUnreadable(pasted ? undefined : value);
    if (pasted) onChange(pasted);
  }

  function onKeyDownCapture(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, currentTarget } = event;
    if (ctrlKey || metaKey || altKey) return;
    typed.current = /^[\d./-]$/.test(key) ? typed.current + key : '';
    if (!YEAR_AND_SEPARATOR.test(typed.current)) return;
    // From here on the text is a date, and no longer the numbers of single segments.
    event.preventDefault();
    event.stopPropagation();
    if (!WHOLE_DAY.test(typed.current)) return;
    const day = read(typed.current);
    typed.current = '';
    setUnreadable(day ? undefined : value);
    if (!day) return;
    onChange(day);
    currentTarget.querySelector<HTMLElement>('[data-type=hour]')?.focus();
  }

  return {
    isUnreadable: unreadable !== undefined && unreadable === value,
    handlers: { onPaste, onKeyDownCapture, onPointerDown: () => (typed.current = '') },
  };
}
