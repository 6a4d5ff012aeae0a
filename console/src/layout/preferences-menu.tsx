import type { Key, ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { LANGUAGES, LANGUAGE_NAMES, isLanguage } from '../i18n/language';
import { THEMES, useSettings, useTexts } from '../i18n/settings';
import { layoutTexts } from './layout-texts';

interface PreferencesMenuProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly onSignOut?: () => void;
  readonly onAccount?: () => void;
}

/** Language, theme, the own account and signing out. */
export function PreferencesMenu({ label, children, onSignOut, onAccount }: PreferencesMenuProps) {
  const texts = useTexts(layoutTexts);
  const { language, theme, setLanguage, setTheme } = useSettings();
  const act = (key: Key) => (key === 'signOut' ? onSignOut?.() : key === 'account' && onAccount?.());
  return (
    <MenuTrigger>
      <Button className="button button-quiet" aria-label={label}>
        {children}
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={label} onAction={act}>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[language]}
            onSelectionChange={(keys) => {
              const chosen = [...keys][0];
              if (isLanguage(chosen)) setLanguage(chosen);
            }}
          >
            <Header className="menu-header">{texts.language}</Header>
            {LANGUAGES.map((one) => (
              <MenuItem key={one} id={one} className="menu-item">
                {LANGUAGE_NAMES[one]}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const chosen = THEMES.find((one) => [...keys][0] === one);
              if (chosen) setTheme(chosen);
            }}
          >
            <Header className="menu-header">{texts.theme}</Header>
            {THEMES.map((one) => (
              <MenuItem key={one} id={one} className="menu-item">
                {texts.themes[one]}
              </MenuItem>
            ))}
          </MenuSection>
          {onAccount && (
            <MenuItem id="account" className="menu-item menu-item-last">
              {texts.myAccount}
            </MenuItem>
          )}
          {onSignOut && (
            <MenuItem id="signOut" className="menu-item menu-item-last">
              {texts.signOut}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
