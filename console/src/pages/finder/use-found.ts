import { useQuery } from 'urql';
import {
  IDENTITY_PART_MAX_CHARACTERS,
  SUBJECT_PREFIX_MIN_CHARACTERS,
} from '../../../../src/domain/identities';
import { USERNAME_MAX_CHARACTERS } from '../../../../src/domain/limits';
import { useViewer } from '../../api/viewer';
import {
  AudienceDocument,
  EventDocument,
  EventSeriesDocument,
  EventWindowsDocument,
  PayoutDocument,
  RewardRequestDocument,
  UserDocument,
  UsersDocument,
} from '../../generated/documents';
import { matchesWords } from '../../components/matches-words';
import { useTexts } from '../../i18n/settings';
import { layoutTexts } from '../../layout/layout-texts';
import { views } from '../views';
import { finderTexts } from './finder-texts';

export interface Found {
  readonly href: string;
  readonly name: string;
  /** What kind of record it is, where its group does not say so. */
  readonly kind?: string;
}

export interface FoundGroup {
  readonly name: string;
  readonly found: readonly Found[];
}

const MOST_OF_A_KIND = 8;
const ID = /^[0-9a-f]{24}$/i;

/**
 * Finds pages and actions by name, events by title, users by name and by the beginning of an identity, and any record
 * by its id.
 */
export function useFound(words: string): {
  readonly groups: readonly FoundGroup[];
  readonly isBusy: boolean;
} {
  const texts = useTexts(finderTexts);
  const layout = useTexts(layoutTexts);
  const { role, runsEvents, readsAudit } = useViewer();
  const isId = ID.test(words);
  const searches = words !== '' && !isId;
  const [events] = useQuery({
    query: EventWindowsDocument,
    variables: { filter: { titleContains: words }, first: MOST_OF_A_KIND },
    pause: !searches,
  });
  const [users] = useQuery({
    query: UsersDocument,
    variables: { filter: { usernameContains: words }, first: MOST_OF_A_KIND },
    pause: !searches || [...words].length > USERNAME_MAX_CHARACTERS,
  });
  const length = [...words].length;
  const [ofIdentities] = useQuery({
    query: UsersDocument,
    variables: { filter: { subjectPrefix: words }, first: MOST_OF_A_KIND },
    pause: !searches || length < SUBJECT_PREFIX_MIN_CHARACTERS || length > IDENTITY_PART_MAX_CHARACTERS,
  });
  const byId = useById(isId ? words : '');

  const named = searches ? (users.data?.users?.nodes ?? []) : [];
  const identified =
    searches && length >= SUBJECT_PREFIX_MIN_CHARACTERS ? (ofIdentities.data?.users?.nodes ?? []) : [];
  const isNamed = ({ name }: Found) => matchesWords(name, words);
  const pages = views
    .filter(({ roles, navigation }) => navigation && roles.includes(role))
    .map(({ path, navigation }) => ({ href: path, name: layout[navigation!] }));
  const actions = [
    ...(runsEvents ? [{ href: '/events/new', name: texts.newEvent }] : []),
    { href: '/requests?statuses=PENDING&order=oldest', name: texts.pending },
    ...(readsAudit ? [{ href: '/access-log', name: texts.accessLog }] : []),
  ];
  const groups = [
    { name: texts.groups.ids, found: byId.found },
    { name: texts.groups.pages, found: pages.filter(isNamed) },
    { name: texts.groups.actions, found: actions.filter(isNamed) },
    {
      name: texts.groups.events,
      found: (searches ? (events.data?.events?.nodes ?? []) : []).map(({ id, title }) => ({
        href: `/events/${id}`,
        name: title,
      })),
    },
    {
      name: texts.groups.users,
      found: named.map(({ id, username }) => ({ href: `/users/${id}`, name: username })),
    },
    {
      name: texts.groups.identities,
      // Accounts whose names match are listed in the group above.
      found: identified
        .filter(({ id }) => !named.some((user) => user.id === id))
        .map(({ id, username }) => ({ href: `/users/${id}`, name: username })),
    },
  ];
  return {
    groups: groups.filter(({ found }) => found.length > 0),
    isBusy: events.fetching || users.fetching || ofIdentities.fetching || byId.isBusy,
  };
}

/** Asks for the record of every kind: an id does not say which kind it is of. */
function useById(id: string): { readonly found: readonly Found[]; readonly isBusy: boolean } {
  const { kinds } = useTexts(finderTexts);
  const about = { variables: { id }, pause: id === '' };
  const [event] = useQuery({ query: EventDocument, ...about });
  const [user] = useQuery({ query: UserDocument, ...about });
  const [request] = useQuery({ query: RewardRequestDocument, ...about });
  const [payout] = useQuery({ query: PayoutDocument, ...about });
  const [audience] = useQuery({ query: AudienceDocument, ...about });
  const [series] = useQuery({ query: EventSeriesDocument, ...about });
  const answers = [event, user, request, payout, audience, series];
  if (id === '') return { found: [], isBusy: false };
  const named = (href: string, kind: string, name: string | undefined) =>
    name === undefined ? [] : [{ href: `${href}/${id}`, kind, name }];
  return {
    found: [
      ...named('/events', kinds.event, event.data?.event?.title),
      ...named('/users', kinds.user, user.data?.user?.username),
      ...named('/requests', kinds.request, nameOf(request.data?.rewardRequest)),
      ...named('/payouts', kinds.payout, payout.data?.payout?.event.title),
      ...named('/audiences', kinds.audience, audience.data?.audience?.name),
      ...named('/series', kinds.series, series.data?.eventSeries?.title),
    ],
    isBusy: answers.some(({ fetching }) => fetching),
  };
}

function nameOf(
  request:
    | { readonly user: { readonly username: string }; readonly event: { readonly title: string } }
    | null
    | undefined,
): string | undefined {
  return request ? `${request.user.username}, ${request.event.title}` : undefined;
}
