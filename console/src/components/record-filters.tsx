import { useState } from 'react';
import { useQuery } from 'urql';
import {
  EventDocument,
  EventWindowsDocument,
  UserDocument,
  UsersDocument,
  type EventFilter as EventFilterInput,
} from '../generated/documents';
import { PickerFilter } from './picker-filter';

interface RecordFilterProps {
  readonly label: string;
  /** The record's id; empty: any. */
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly hint?: string;
  readonly autoFocus?: boolean;
}

interface EventFilterProps extends RecordFilterProps {
  /** The events that are offered until something is typed. */
  readonly suggested?: EventFilterInput;
}

/** Narrows a list to one event, found by its title. */
export function EventFilter({ value, onChange, suggested = {}, ...field }: EventFilterProps) {
  const [words, setWords] = useState('');
  const [found] = useQuery({
    query: EventWindowsDocument,
    variables: { filter: words === '' ? suggested : { titleContains: words } },
  });
  const [own] = useQuery({ query: EventDocument, variables: { id: value }, pause: value === '' });
  return (
    <PickerFilter
      {...field}
      chosen={value === '' ? undefined : { id: value, name: own.data?.event?.title }}
      options={
        found.fetching
          ? undefined
          : (found.data?.events?.nodes ?? []).map(({ id, title }) => ({ id, name: title }))
      }
      onType={(typed) => setWords(typed === own.data?.event?.title ? '' : typed)}
      onChange={(id) => onChange(id ?? '')}
    />
  );
}

/** Narrows a list to one account, found by a part of its name. */
export function UserFilter({ value, onChange, ...field }: RecordFilterProps) {
  const [words, setWords] = useState('');
  const [found] = useQuery({
    query: UsersDocument,
    variables: { filter: words === '' ? {} : { usernameContains: words } },
  });
  const [own] = useQuery({ query: UserDocument, variables: { id: value }, pause: value === '' });
  return (
    <PickerFilter
      {...field}
      chosen={value === '' ? undefined : { id: value, name: own.data?.user?.username }}
      options={
        found.fetching
          ? undefined
          : (found.data?.users?.nodes ?? []).map(({ id, username }) => ({ id, name: username }))
      }
      onType={(typed) => setWords(typed === own.data?.user?.username ? '' : typed)}
      onChange={(id) => onChange(id ?? '')}
    />
  );
}
