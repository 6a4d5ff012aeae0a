import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from '../../components/dialog';
import { useSettledText } from '../../components/use-settled-text';
import { useTexts } from '../../i18n/settings';
import { finderTexts } from './finder-texts';
import { useFound } from './use-found';

/** One field that leads to every page and record: a combobox whose list is always open. */
export default function Finder({ onClose }: { readonly onClose: () => void }) {
  const texts = useTexts(finderTexts);
  const [, navigate] = useLocation();
  const listId = useId();
  const [words, setWords] = useState('');
  const [typed, setTyped] = useSettledText(words, setWords);
  const { groups, isBusy } = useFound(words.trim());
  const all = groups.flatMap(({ found }) => found);
  const [chosen, setChosen] = useState({ at: 0, of: words });
  // New words begin at their first result.
  const at = chosen.of === words ? Math.min(chosen.at, Math.max(0, all.length - 1)) : 0;
  const optionId = (index: number) => `${listId}-${index}`;
  const activeId = all.length > 0 ? optionId(at) : undefined;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);

  function open(href: string): void {
    onClose();
    navigate(href);
  }

  function onKeyDown(event: KeyboardEvent): void {
    // The Enter that ends a Korean syllable chooses nothing.
    if (event.nativeEvent.isComposing || all.length === 0) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen({ at: (at + step + all.length) % all.length, of: words });
    }
    // Words that have not settled yet are about other results than those that are shown.
    if (event.key === 'Enter' && typed === words && all[at]) {
      event.preventDefault();
      open(all[at].href);
    }
  }

  return (
    <Dialog title={texts.title} onClose={onClose}>
      <div className="dialog-body">
        <div className="field">
          <label className="label" htmlFor={`${listId}-field`}>
            {texts.field}
          </label>
          <input
            id={`${listId}-field`}
            className="input"
            role="combobox"
            type="text"
            autoComplete="off"
            spellCheck={false}
            // Focus moves here when the dialog opens, which is why it was opened.
            autoFocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKeyDown}
            aria-expanded={all.length > 0}
            aria-controls={all.length > 0 ? listId : undefined}
            aria-activedescendant={activeId}
            aria-autocomplete="list"
            aria-describedby={`${listId}-hint`}
          />
          <span className="hint" id={`${listId}-hint`}>
            {texts.hint}
          </span>
        </div>
        {all.length > 0 && (
          <div id={listId} role="listbox" aria-label={texts.results} className="finder-list" tabIndex={-1}>
            {groups.map(({ name, found }) => (
              <div key={name} role="group" aria-label={name}>
                <div className="menu-header" aria-hidden="true">
                  {name}
                </div>
                {found.map((one) => {
                  const index = all.indexOf(one);
                  return (
                    <div
                      key={one.href}
                      id={optionId(index)}
                      role="option"
                      aria-selected={index === at}
                      className={index === at ? 'menu-item finder-chosen' : 'menu-item'}
                      onPointerMove={() => index !== at && setChosen({ at: index, of: words })}
                      onClick={() => open(one.href)}
                    >
                      {one.name}
                      {one.kind && <span className="faint"> · {one.kind}</span>}
                    </div>
                  );
                })}
              </div>
            ))}
          </div>
        )}
        <p role="status" className={all.length > 0 ? 'visually-hidden' : 'faint'}>
          {isBusy || typed !== words ? '' : texts.count(all.length)}
        </p>
      </div>
    </Dialog>
  );
}
