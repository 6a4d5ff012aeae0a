import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';

const YEAR_AND_SEPARATOR = /^\d{4}[-./]/;
const WHOLE_DAY = /^\d{4}[-./]\d{1,2}[-./]\d{2}$/;

/**
 * Lets a field of several segments take a whole date: one that is pasted, and one that is typed year first, whatever
 * order the segments have. Without this, `2026-12-01` typed into day, month and year gives the year 6120.
 *
 * @param read the value that a text names, or null
 */
export function useDateEntry<Value>(
  value: Value | null,
  read: (text: string) => Value | null,
  onChange: (value: Value | null) => void,
): {
  readonly isUnreadable: boolean;
  readonly handlers: {
    readonly onPaste: (event: ClipboardEvent) => void;
    readonly onKeyDownCapture: (event: KeyboardEvent) => void;
    readonly onPointerDown: () => void;
  };
} {
  // Until the field has another value; a caller may make an equal one each time.
  const [unreadableAt, setUnreadableAt] = useState<string | null>(null);
  const typed = useRef('');
  const judge = (found: Value | null) => setUnreadableAt(found === null ? String(value) : null);

  function onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    typed.current = '';
    const pasted = read(event.clipboardData.getData('text'));
    judge(pasted);
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
    judge(day);
    if (!day) return;
    onChange(day);
    currentTarget.querySelector<HTMLElement>('[data-type=hour]')?.focus();
  }

  return {
    isUnreadable: unreadableAt === String(value),
    handlers: { onPaste, onKeyDownCapture, onPointerDown: () => (typed.current = '') },
  };
}
