import { requireOwnDocuments } from './0001-own-documents';
import type { Migration } from './migration';

export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'own-documents',
    checksum: 'f89942defeaf76685212483c7e9d4241c32bc96e5c1bf23ec13f4bfc8ada3392',
    apply: requireOwnDocuments,
  },
];
