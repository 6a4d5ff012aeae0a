import type { ComponentType } from 'react';
import { AUDITORS, OPERATORS, STAFF } from '../api/viewer';
import { lazyPart } from '../components/lazy-part';
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
  readonly page: ComponentType;
}

/** Every page with its address. A page is a chunk of its own, loaded when somebody goes there. */
export const views: readonly View[] = [
  {
    path: '/',
    roles: STAFF,
    navigation: 'overview',
    page: lazyPart(() => import('./overview/overview-page')),
  },
  {
    path: '/events',
    roles: STAFF,
    navigation: 'events',
    page: lazyPart(() => import('./events/events-page')),
  },
  { path: '/events/new', roles: OPERATORS, page: lazyPart(() => import('./events/new-event-page')) },
  { path: '/events/:id', roles: STAFF, page: lazyPart(() => import('./events/event-page')) },
  { path: '/events/:id/edit', roles: OPERATORS, page: lazyPart(() => import('./events/edit-event-page')) },
  {
    path: '/series',
    roles: STAFF,
    navigation: 'series',
    page: lazyPart(() => import('./series/series-list-page')),
  },
  { path: '/series/:id', roles: STAFF, page: lazyPart(() => import('./series/series-page')) },
  {
    path: '/requests',
    roles: STAFF,
    navigation: 'requests',
    page: lazyPart(() => import('./requests/requests-page')),
  },
  { path: '/requests/:id', roles: STAFF, page: lazyPart(() => import('./requests/request-page')) },
  {
    path: '/grants',
    roles: STAFF,
    navigation: 'grants',
    page: lazyPart(() => import('./grants/grants-page')),
  },
  {
    path: '/activities',
    roles: STAFF,
    navigation: 'activities',
    page: lazyPart(() => import('./activities/activities-page')),
  },
  {
    path: '/audiences',
    roles: STAFF,
    navigation: 'audiences',
    page: lazyPart(() => import('./audiences/audiences-page')),
  },
  { path: '/audiences/:id', roles: STAFF, page: lazyPart(() => import('./audiences/audience-page')) },
  {
    path: '/payouts',
    roles: STAFF,
    navigation: 'payouts',
    page: lazyPart(() => import('./payouts/payouts-page')),
  },
  { path: '/payouts/:id', roles: STAFF, page: lazyPart(() => import('./payouts/payout-page')) },
  {
    path: '/excused-days',
    roles: STAFF,
    navigation: 'excusedDays',
    page: lazyPart(() => import('./excused-days/excused-days-page')),
  },
  {
    path: '/users',
    roles: STAFF,
    navigation: 'users',
    page: lazyPart(() => import('./users/users-page')),
  },
  { path: '/users/:id', roles: STAFF, page: lazyPart(() => import('./users/user-page')) },
  {
    path: '/service-keys',
    roles: AUDITORS,
    navigation: 'serviceKeys',
    page: lazyPart(() => import('./service-keys/service-keys-page')),
  },
  {
    path: '/webhooks',
    roles: AUDITORS,
    navigation: 'webhooks',
    page: lazyPart(() => import('./webhooks/webhooks-page')),
  },
  {
    path: '/seals',
    roles: AUDITORS,
    navigation: 'seals',
    page: lazyPart(() => import('./seals/seals-page')),
  },
  {
    path: '/audit',
    roles: AUDITORS,
    navigation: 'audit',
    page: lazyPart(() => import('./audit/audit-page')),
  },
  { path: '/account', roles: STAFF, page: lazyPart(() => import('./account/account-page')) },
  { path: '/access-log', roles: AUDITORS, page: lazyPart(() => import('./access-log/access-log-page')) },
];
