import { useEffect, useState, type RefObject } from 'react';

/** A closed dialog gives the focus back in the next frame, to a button that may be gone or disabled. */
const AFTER_DIALOG_MS = 50;

/**
 * Goes on in a table after rows of it were dealt with.
 *
 * @param frame holds the table
 * @param isBusy while the dialog is open or the list is read again: the focus waits
 * @returns takes the place of the row to go on at; without so many rows it is the last, without any the page's heading
 */
export function useFocusOnRow(
  frame: RefObject<HTMLElement | null>,
  isBusy: boolean,
): (place: number) => void {
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    if (place === null || isBusy) return;
    const timer = setTimeout(() => {
      const rows = frame.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [];
      const row = rows[Math.min(place, rows.length - 1)] ?? document.querySelector('h1');
      row?.focus();
      setPlace(null);
    }, AFTER_DIALOG_MS);
    return () => clearTimeout(timer);
  }, [frame, isBusy, place]);
  return setPlace;
}
