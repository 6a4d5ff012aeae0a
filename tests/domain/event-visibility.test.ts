import { mayReadEvent } from '../../src/domain/event-visibility';
import { ROLES } from '../../src/domain/viewer';

const archivedAt = new Date('2026-06-01T00:00:00Z');

describe.each([
  ['a published', { active: true, archivedAt: null }, true],
  ['a paused', { active: false, archivedAt: null }, false],
  ['an archived', { active: true, archivedAt }, false],
  ['a paused and archived', { active: false, archivedAt }, false],
])('%s event', (_what, event, publicly) => {
  test.each(ROLES)('%s', (role) => {
    expect(mayReadEvent({ role }, event)).toBe(role === 'USER' ? publicly : true);
  });

  test('a role that no version knows', () => {
    expect(mayReadEvent({ role: 'SUPERVISOR' as never }, event)).toBe(false);
  });
});
