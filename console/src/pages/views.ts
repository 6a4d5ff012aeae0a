import type { ComponentType } from 'react';
import { AUDITORS, OPERATORS, STAFF } from '../api/viewer';
import { lazyPart, type LazyPart } from '../components/lazy-part';
import { PageOnItsWay } from '../components/page-on-its-way';
import type { Role } from '../generated/documents';

interface View {
  /** Below /console; wouter's patterns. */
  readonly path: string;
  /** Who is offered the page; the API has the last word. */
  readonly roles: readonly Role[];
  /** Key in layoutTexts; only pages with one appear in the navigation, in this order. */
  readonly navigation?:
    | 'overview'
    | 'events'
    | 'series'
    | 'requests'
    | 'grants'
    | 'activities'
    | 'audiences'
    | 'payouts'
    | 'excusedDays'
    | 'users'
    | 'serviceKeys'
    | 'webhooks'
    | 'seals'
    | 'audit';
  readonly page: LazyPart<object>;
}

const page = (load: () => Promise<{ default: ComponentType }>) => lazyPart(load, PageOnItsWay);

/** Every page with its address. A page is a chunk of its own, loaded when somebody goes there. */
export const views: readonly View[] = [
  {
    path: '/',
    roles: STAFF,
    navigation: 'overview',
    page: page(() => import('./overview/overview-page')),
  },
  {
    path: '/events',
    roles: STAFF,
    navigation: 'events',
    page: page(() => import('./events/events-page')),
  },
  { path: '/events/new', roles: OPERATORS, page: page(() => import('./events/new-event-page')) },
  { path: '/events/:id', roles: STAFF, page: page(() => import('./events/event-page')) },
  { path: '/events/:id/edit', roles: OPERATORS, page: page(() => import('./events/edit-event-page')) },
  {
    path: '/series',
    roles: STAFF,
    navigation: 'series',
    page: page(() => import('./series/series-list-page')),
  },
  { path: '/series/:id', roles: STAFF, page: page(() => import('./series/series-page')) },
  {
    path: '/requests',
    roles: STAFF,
    navigation: 'requests',
    page: page(() => import('./requests/requests-page')),
  },
  { path: '/requests/:id', roles: STAFF, page: page(() => import('./requests/request-page')) },
  {
    path: '/grants',
    roles: STAFF,
    navigation: 'grants',
    page: page(() => import('./grants/grants-page')),
  },
  {
    path: '/activities',
    roles: STAFF,
    navigation: 'activities',
    page: page(() => import('./activities/activities-page')),
  },
  {
    path: '/audiences',
    roles: STAFF,
    navigation: 'audiences',
    page: page(() => import('./audiences/audiences-page')),
  },
  { path: '/audiences/:id', roles: STAFF, page: page(() => import('./audiences/audience-page')) },
  {
    path: '/payouts',
    roles: STAFF,
    navigation: 'payouts',
    page: page(() => import('./payouts/payouts-page')),
  },
  { path: '/payouts/:id', roles: STAFF, page: page(() => import('./payouts/payout-page')) },
  {
    path: '/excused-days',
    roles: STAFF,
    navigation: 'excusedDays',
    page: page(() => import('./excused-days/excused-days-page')),
  },
  {
    path: '/users',
    roles: STAFF,
    navigation: 'users',
    page: page(() => import('./users/users-page')),
  },
  { path: '/users/:id', roles: STAFF, page: page(() => import('./users/user-page')) },
  {
    path: '/service-keys',
    roles: AUDITORS,
    navigation: 'serviceKeys',
    page: page(() => import('./service-keys/service-keys-page')),
  },
  {
    path: '/webhooks',
    roles: AUDITORS,
    navigation: 'webhooks',
    page: page(() => import('./webhooks/webhooks-page')),
  },
  {
    path: '/seals',
    roles: AUDITORS,
    navigation: 'seals',
    page: page(() => import('./seals/seals-page')),
  },
  {
    path: '/audit',
    roles: AUDITORS,
    navigation: 'audit',
    page: page(() => import('./audit/audit-page')),
  },
  { path: '/account', roles: STAFF, page: page(() => import('./account/account-page')) },
  { path: '/access-log', roles: AUDITORS, page: page(() => import('./access-log/access-log-page')) },
];
