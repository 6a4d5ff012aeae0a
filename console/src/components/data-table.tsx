import type { ReactNode, SyntheticEvent } from 'react';
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
  type SortDescriptor,
} from 'react-aria-components/Table';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { useLocation } from 'wouter';
import { Button } from './button';
import { CopyId } from './copy-id';
import type { Sort } from './use-filters';
import { Loading } from './view-states';

export interface DataColumn<R> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: R) => ReactNode;
  /** The column that names a row to screen readers; one at least. */
  readonly isRowHeader?: boolean;
  readonly align?: 'end';
  /** Whether the list can be sorted by it. */
  readonly isSortable?: boolean;
}

/** With more columns than these a table breaks its instants where the window is not wide. */
const ROOMY = 6;

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
  /** What a row leads to by a click or Enter; its id can be copied then. Null: this row leads nowhere. */
  readonly hrefOf?: (row: R) => string | null;
  readonly sort?: Sort | undefined;
}

export interface Selectable {
  readonly keys: ReadonlySet<string>;
  readonly onChange: (ids: ReadonlySet<string>) => void;
  /** Rows that can't be chosen. */
  readonly disabled?: readonly string[];
}

/** A table that arrow keys move in; on a narrow screen each row becomes a card. */
export function DataTable<R extends { readonly id: string }>(props: DataTableProps<R>) {
  const { label, columns, rows, empty, isStale = false, selection, hrefOf, sort } = props;
  const texts = useTexts(commonTexts);
  const [, navigate] = useLocation();
  if (rows === undefined) return <Loading />;
  if (rows.length === 0) return empty;
  const select = (keys: Selection) => {
    const ids = keys === 'all' ? rows.map(({ id }) => id) : [...keys].map(String);
    selection?.onChange(new Set(ids.filter((id) => !selection.disabled?.includes(id))));
  };
  const open = (id: Key) => {
    const row = rows.find((one) => one.id === id);
    const href = row && hrefOf?.(row);
    if (href) navigate(href);
  };
  return (
    <div className={isStale ? 'table-frame stale' : 'table-frame'} aria-busy={isStale}>
      {selection && <SelectAll rows={rows} selection={selection} />}
      {sort && <SortOfCards columns={columns} sort={sort} />}
      <Table
        aria-label={label}
        className={['table', hrefOf && 'table-opens', columns.length > ROOMY && 'table-dense']
          .filter(Boolean)
          .join(' ')}
        {...(hrefOf && { onRowAction: open })}
        {...(sort && {
          sortDescriptor: {
            column: sort.column,
            direction: sort.isDescending ? 'descending' : 'ascending',
          },
          onSortChange: ({ column, direction }: SortDescriptor) =>
            sort.onChange(String(column), direction === 'descending'),
        })}
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
          {columns.map(({ id, label: name, isRowHeader = false, align, isSortable = false }) => (
            <Column
              key={id}
              id={id}
              isRowHeader={isRowHeader}
              allowsSorting={sort !== undefined && isSortable}
              className={align === 'end' ? 'cell-end' : ''}
            >
              {name}
              {sort !== undefined && isSortable && (
                <span className="sort-mark" aria-hidden="true">
                  {sort.column !== id ? '↕' : sort.isDescending ? '↓' : '↑'}
                </span>
              )}
            </Column>
          ))}
          {hrefOf && (
            <Column className="table-id">
              <span className="visually-hidden">{texts.id}</span>
            </Column>
          )}
        </TableHeader>
        <TableBody items={rows} dependencies={[columns, selection !== undefined, texts]}>
          {(row) => (
            <Row id={row.id}>
              {selection && (
                <Cell className="table-check">
                  <SelectionCheckbox />
                </Cell>
              )}
              {columns.map(({ id, label: name, cell, align }) => (
                <Cell key={id} className={align === 'end' ? 'cell-end' : ''} data-label={name}>
                  <div className="cell" onPointerDown={keepFromRow} onKeyDown={keepFromRow}>
                    {cell(row)}
                  </div>
                </Cell>
              ))}
              {hrefOf && (
                <Cell className="table-id" data-label={texts.id}>
                  <CopyId id={row.id} />
                </Cell>
              )}
            </Row>
          )}
        </TableBody>
      </Table>
    </div>
  );
}

/** A link in a row leads where it says, and the row does not follow. */
function keepFromRow(event: SyntheticEvent): void {
  const isOfLink = event.target instanceof Element && event.target.closest('a') !== null;
  const key = 'key' in event ? event.key : null;
  if (isOfLink && (key === null || key === 'Enter')) event.stopPropagation();
}

/** Rows shown as cards have no header to press. */
function SortOfCards<R>({
  columns,
  sort,
}: {
  readonly columns: readonly DataColumn<R>[];
  readonly sort: Sort;
}) {
  const texts = useTexts(commonTexts);
  return (
    <div className="sort-of-cards row" role="group" aria-label={texts.sort}>
      <span className="faint" aria-hidden="true">
        {texts.sort}
      </span>
      {columns
        .filter(({ isSortable }) => isSortable)
        .map(({ id, label }) => {
          const isSorted = sort.column === id;
          return (
            <Button
              key={id}
              tone="quiet"
              onPress={() => sort.onChange(id, isSorted ? !sort.isDescending : true)}
            >
              {label} <span aria-hidden="true">{!isSorted ? '↕' : sort.isDescending ? '↓' : '↑'}</span>
            </Button>
          );
        })}
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
