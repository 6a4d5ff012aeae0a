import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import {
  Cell,
  Column,
  Row,
  Table,
  TableBody,
  TableHeader,
  type Key,
  type Selection,
} from 'react-aria-components/Table';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Button } from './button';
import type { Paging } from './use-filters';
import { Loading } from './view-states';

export interface DataColumn<R> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: R) => ReactNode;
  /** The column that names a row to screen readers; one at least. */
  readonly isRowHeader?: boolean;
  readonly align?: 'end';
}

interface DataTableProps<R extends { readonly id: string }> {
  readonly label: string;
  readonly columns: readonly DataColumn<R>[];
  /** Undefined while the first page loads. */
  readonly rows: readonly R[] | undefined;
  /** Shown in place of a table without rows. */
  readonly empty: ReactNode;
  /** While a further page loads, the old one stays, dimmed. */
  readonly isStale?: boolean;
  readonly selection?: Selectable;
}

interface Selectable {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (ids: ReadonlySet<string>) => void;
  /** Rows that can't be chosen. */
  readonly disabled?: readonly string[];
}

/** A table that arrow keys move in; on a narrow screen each row becomes a card. */
export function DataTable<R extends { readonly id: string }>(props: DataTableProps<R>) {
  const { label, columns, rows, empty, isStale = false, selection } = props;
  if (rows === undefined) return <Loading />;
  if (rows.length === 0) return empty;
  const select = (keys: Selection) => {
    const ids = keys === 'all' ? rows.map(({ id }) => id) : [...keys].map(String);
    selection?.onChange(new Set(ids.filter((id) => !selection.disabled?.includes(id))));
  };
  return (
    <div className={isStale ? 'table-frame stale' : 'table-frame'} aria-busy={isStale}>
      {selection && <SelectAll rows={rows} selection={selection} />}
      <Table
        aria-label={label}
        className="table"
        selectionMode={selection ? 'multiple' : 'none'}
        selectedKeys={(selection?.keys ?? new Set()) as ReadonlySet<Key>}
        onSelectionChange={select}
        disabledKeys={selection?.disabled ?? []}
        disabledBehavior="selection"
      >
        <TableHeader>
          {selection && (
            <Column className="table-check">
              <SelectionCheckbox />
            </Column>
          )}
          {columns.map(({ id, label: name, isRowHeader = false, align }) => (
            <Column key={id} id={id} isRowHeader={isRowHeader} className={align === 'end' ? 'cell-end' : ''}>
              {name}
            </Column>
          ))}
        </TableHeader>
        <TableBody items={rows} dependencies={[columns, selection !== undefined]}>
          {(row) => (
            <Row id={row.id}>
              {selection && (
                <Cell className="table-check">
                  <SelectionCheckbox />
                </Cell>
              )}
              {columns.map(({ id, label: name, cell, align }) => (
                <Cell key={id} className={align === 'end' ? 'cell-end' : ''} data-label={name}>
                  <div className="cell">{cell(row)}</div>
                </Cell>
              ))}
            </Row>
          )}
        </TableBody>
      </Table>
    </div>
  );
}

interface SelectAllProps {
  readonly rows: readonly { readonly id: string }[];
  readonly selection: Selectable;
}

/** Rows shown as cards have no header, so its checkbox is placed above them. */
function SelectAll({ rows, selection: { keys, onChange, disabled = [] } }: SelectAllProps) {
  const texts = useTexts(commonTexts);
  const ids = rows.map(({ id }) => id).filter((id) => !disabled.includes(id));
  const isAll = ids.length > 0 && ids.every((id) => keys.has(id));
  return (
    <Checkbox
      className="checkbox select-all"
      isSelected={isAll}
      isIndeterminate={!isAll && keys.size > 0}
      isDisabled={ids.length === 0}
      onChange={(isSelected) => onChange(new Set(isSelected ? ids : []))}
    >
      <span className="checkbox-box" aria-hidden="true" />
      {texts.selectAll}
    </Checkbox>
  );
}

function SelectionCheckbox() {
  return (
    <Checkbox slot="selection" className="checkbox">
      <span className="checkbox-box" aria-hidden="true" />
    </Checkbox>
  );
}

interface PagesProps {
  readonly paging: Paging;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null } | undefined;
}

/** The way through a list of several pages; nothing when there is only one. */
export function Pages({ paging, pageInfo }: PagesProps) {
  const texts = useTexts(commonTexts);
  const end = pageInfo?.hasNextPage ? pageInfo.endCursor : null;
  if (paging.after === null && !end) return null;
  return (
    <nav className="pages" aria-label={texts.pages}>
      <Button onPress={paging.first} isDisabled={paging.after === null}>
        {texts.firstPage}
      </Button>
      <Button onPress={paging.previous} isDisabled={paging.after === null}>
        {texts.previousPage}
      </Button>
      <Button onPress={() => end && paging.next(end)} isDisabled={!end}>
        {texts.nextPage}
      </Button>
    </nav>
  );
}
