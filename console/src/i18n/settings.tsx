import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { browserStorage } from '../api/page-storage';
import { LOCALES, preferredLanguage, type Language } from './language';
import type { Texts } from './texts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

interface Settings {
  readonly language: Language;
  readonly theme: Theme;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
}

const LANGUAGE_KEY = 'event-reward.language';
const THEME_KEY = 'event-reward.theme';
const SettingsContext = createContext<Settings | null>(null);

/** Language and theme: by the browser until somebody chooses, then kept in it. */
export function SettingsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() =>
    preferredLanguage(browserStorage.get(LANGUAGE_KEY), navigator.languages),
  );
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find((one) => one === browserStorage.get(THEME_KEY)) ?? 'system',
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const settings = useMemo(
    () => ({
      language,
      theme,
      setLanguage: (chosen: Language) => {
        browserStorage.set(LANGUAGE_KEY, chosen);
        setLanguage(chosen);
      },
      setTheme: (chosen: Theme) => {
        browserStorage.set(THEME_KEY, chosen);
        setTheme(chosen);
      },
    }),
    [language, theme],
  );
  return (
    <SettingsContext value={settings}>
      <I18nProvider locale={LOCALES[language]}>{children}</I18nProvider>
    </SettingsContext>
  );
}

export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (!settings) throw new Error('There is no SettingsProvider above.');
  return settings;
}

/** The words of one part in the chosen language. */
export function useTexts<T>(texts: Texts<T>): T {
  return texts[useSettings().language];
}
