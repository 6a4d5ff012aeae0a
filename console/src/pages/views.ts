import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { STAFF } from '../api/viewer';
import type { Role } from '../generated/documents';

interface View {
  /** Below /console; wouter's patterns. */
  readonly path: string;
  /** Who is offered the page; the API has the last word. */
  readonly roles: readonly Role[];
  /** Name among layoutTexts; only pages with one stand in the navigation, in this order. */
  readonly navigation?: 'overview' | 'events' | 'requests' | 'users' | 'audit';
  readonly page: LazyExoticComponent<ComponentType>;
}

/** Every page with its address. A page is a chunk of its own, loaded when somebody goes there. */
export const views: readonly View[] = [
  {
    path: '/',
    roles: STAFF,
    navigation: 'overview',
    page: lazy(() => import('./overview/overview-page')),
  },
];
