import { useEffect, useState } from 'react';

/** Typing settles for this long before a list is asked for again. */
const SETTLE_MS = 300;

/** What is being typed into a filter, and how to change it; the filter learns of it once it settles. */
export function useSettledText(value: string, onChange: (value: string) => void) {
  const [typed, setTyped] = useState({ text: value, from: value });
  // The address changed by other means: back, a link, cleared filters.
  if (typed.from !== value) setTyped({ text: value, from: value });
  useEffect(() => {
    if (typed.text === value) return;
    const timer = setTimeout(() => onChange(typed.text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed.text, value, onChange]);
  return [typed.text, (text: string) => setTyped({ text, from: value })] as const;
}
