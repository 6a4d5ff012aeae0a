import { useRef } from 'react';
import { commonTexts } from '../i18n/common-texts';
import { useSettings, useTexts } from '../i18n/settings';
import { formatNumber } from '../time/format';
import { Button } from './button';
import { SelectField } from './select-field';
import { PAGE_SIZES, type Paging } from './use-filters';

interface PagesProps {
  readonly paging: Paging;
  readonly list:
    | {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
        /** Null when it could not be counted in time; missing when the list is not counted. */
        readonly totalCount?: number | null;
      }
    | null
    | undefined;
}

/** The way through a list, the number of its rows, and how many a page has. */
export function Pages({ paging, list }: PagesProps) {
  const texts = useTexts(commonTexts);
  const { language } = useSettings();
  const foot = useRef<HTMLDivElement>(null);
  const end = list?.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
  const total = list?.totalCount ?? null;
  const hasPages = paging.after !== null || Boolean(end);
  // Of what holds the list: a page begins at its first row.
  function turn(go: () => void): void {
    go();
    const whole = foot.current?.parentElement;
    if (whole && whole.getBoundingClientRect().top < 0) whole.scrollIntoView({ block: 'start' });
  }
  if (!hasPages && total === null) return null;
  return (
    <div className="pages" ref={foot}>
      {hasPages && (
        <nav className="row" aria-label={texts.pages}>
          <Button onPress={() => turn(paging.first)} isDisabled={paging.after === null}>
            {texts.firstPage}
          </Button>
          <Button onPress={() => turn(paging.previous)} isDisabled={paging.after === null}>
            {texts.previousPage}
          </Button>
          <Button onPress={() => turn(() => end && paging.next(end))} isDisabled={!end}>
            {texts.nextPage}
          </Button>
        </nav>
      )}
      {total !== null && total > 0 && (
        <span className="faint number">{texts.totalRows(total, formatNumber(total, language))}</span>
      )}
      {paging.resize !== null && (hasPages || (total ?? 0) > Number(PAGE_SIZES[0])) && (
        <SelectField
          label={texts.pageSize}
          value={paging.size}
          options={PAGE_SIZES}
          names={{ 25: '25', 50: '50', 100: '100' }}
          onChange={paging.resize}
        />
      )}
    </div>
  );
}
