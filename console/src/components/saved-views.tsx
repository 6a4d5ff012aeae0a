import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useLocation, useSearch } from 'wouter';
import { browserStorage } from '../api/page-storage';
import { useViewer } from '../api/viewer';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { ConfirmDialog } from './dialog';
import { TextField } from './fields';
import { MOST_VIEWS, readViews, writeViews, type SavedView } from './saved-views-store';
import { useAnnounce } from './toasts';

const NAME_LIMIT = 60;

/** The views of a list that its user has saved in this browser: filters, order and page size under a name. */
export function SavedViews() {
  const texts = useTexts(commonTexts);
  const { id: userId } = useViewer();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const announce = useAnnounce();
  const list = { userId, path };
  const [views, setViews] = useState(() => readViews(browserStorage, list));
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const shown = views.find((view) => view.search === withoutPage(search));

  function keep(next: readonly SavedView[], said: string): void {
    writeViews(browserStorage, list, next);
    setViews(next);
    announce(said);
  }
  function act(key: string): void {
    if (key === 'save') {
      setName('');
      setNaming(true);
    } else if (key === 'remove') {
      keep(
        views.filter((view) => view !== shown),
        texts.viewRemoved,
      );
    } else {
      const view = views[Number(key)];
      if (view) navigate(view.search === '' ? path : `${path}?${view.search}`);
    }
  }

  return (
    <>
      <MenuTrigger>
        <AriaButton className="button button-plain">
          {shown ? shown.name : texts.views} <span aria-hidden="true">▾</span>
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label={texts.views} onAction={(key) => act(String(key))}>
            <MenuSection aria-label={texts.views}>
              {views.map((view, index) => (
                <MenuItem key={view.name} id={String(index)} className="menu-item" textValue={view.name}>
                  {view === shown ? `✓ ${view.name}` : view.name}
                </MenuItem>
              ))}
            </MenuSection>
            {views.length < MOST_VIEWS && (
              <MenuItem id="save" className="menu-item">
                {texts.saveView}
              </MenuItem>
            )}
            {shown && (
              <MenuItem id="remove" className="menu-item">
                {texts.removeView(shown.name)}
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {isNaming && (
        <ConfirmDialog
          form={`view ${path}`}
          title={texts.saveViewTitle}
          confirmLabel={texts.save}
          onConfirm={(): Promise<null | string> => {
            const named = name.trim();
            if (named === '' || [...named].length > NAME_LIMIT) return Promise.resolve(texts.viewNameHint);
            const others = views.filter((view) => view.name !== named);
            keep([...others, { name: named, search: withoutPage(search) }], texts.viewSaved);
            return Promise.resolve(null);
          }}
          onClose={() => setNaming(false)}
        >
          <TextField
            label={texts.viewName}
            description={texts.viewNameHint}
            value={name}
            onChange={setName}
            limit={NAME_LIMIT}
            isRequired
            autoFocus
          />
        </ConfirmDialog>
      )}
    </>
  );
}

/** A view begins at its first page. */
function withoutPage(search: string): string {
  const address = new URLSearchParams(search);
  address.delete('after');
  return address.toString();
}
