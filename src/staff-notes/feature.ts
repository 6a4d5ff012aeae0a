import { OPERATORS, STAFF } from '../access/permissions';
import { RECORDED_COLLECTIONS, type Chainer } from '../audit/chainer';
import type { Feature, Foundation } from '../feature';
import { StaffNote } from './staff-note.model';
import { StaffNoteResolver } from './staff-note.resolver';
import { StaffNoteService } from './staff-note.service';

export const staffNoteFeature: Feature = {
  collections: [{ name: 'staffnotes', model: { property: 'staffNotes', rows: StaffNote } }],
  resolvers: [StaffNoteResolver],
  queries: { staffNotes: STAFF },
  mutations: { addStaffNote: { access: OPERATORS, needs: ['staffnotes', ...RECORDED_COLLECTIONS] } },
};

export function staffNoteServices({ database, chainer }: Foundation & { readonly chainer: Chainer }) {
  return { staffNotes: new StaffNoteService({ database, chainer }) };
}
