import type { Types } from 'mongoose';
import type { Database } from '../database/connection';
import { AGAIN, untilAnswered } from '../database/retry';
import type { TemplateFault } from '../domain/event-series';
import { missingForActivation } from '../domain/event-window';
import { exceedsManualCap } from '../domain/stock';
import type { Viewer } from '../domain/viewer';
import { BadUserInput, type Refusal } from '../errors';
import { circularityOf, editOrder, type EventEditor } from '../events/event-editor';
import type { Event } from '../events/event.model';

const PATH = ['input', 'templateEventId'];

/**
 * Makes an event a template, from which it never returns. One that is a template already stays as it is.
 *
 * @returns why it can't be one, or nothing
 * @throws AppError NOT_FOUND
 * @throws BadUserInput for an active event, or one with a code pool
 */
export async function markTemplate(
  editor: EventEditor,
  { viewer, now }: { readonly viewer: Viewer; readonly now: Date },
  eventId: Types.ObjectId,
): Promise<Refusal[]> {
  return untilAnswered(async () => {
    const { version } = await editor.find({ _id: eventId });
    const order = editOrder('markTemplate', viewer, now, eventId, { expectedVersion: version });
    const { refusals } = await editor.edit(order, (event) => {
      if (event.active) throw notATemplate('must be an inactive event');
      if (event.isTemplate) return null;
      if (event.rewards.some(({ codePool }) => codePool)) {
        throw notATemplate('must have no reward with a code pool: its copies would have no codes');
      }
      return {
        next: { ...event, isTemplate: true },
        update: { $set: { isTemplate: true } },
        before: { isTemplate: null },
        after: { isTemplate: true },
        // An event that has had a live request is refused.
        frozen: [PATH],
      };
    });
    // Somebody changed the event meanwhile: it is judged again as it is now.
    if (refusals.some(({ code }) => code === 'STALE_VERSION')) return AGAIN;
    return refusals.map((refusal) => ({ ...refusal, field: PATH }));
  });
}

function notATemplate(message: string): BadUserInput {
  return new BadUserInput({ path: PATH.join('.'), message });
}

/** Why nobody could request the rewards of an occurrence; null if somebody could. */
export async function templateFault(
  database: Database,
  template: Event,
  occurrence: Event,
): Promise<TemplateFault | null> {
  if (template.archivedAt !== null) return 'TEMPLATE_ARCHIVED';
  const missing = missingForActivation(occurrence);
  if (missing.includes('rewards')) return 'TEMPLATE_WITHOUT_REWARDS';
  if (missing.includes('conditions')) return 'TEMPLATE_WITHOUT_CONDITIONS';
  if (exceedsManualCap(occurrence.payout, occurrence.rewards)) return 'TEMPLATE_STOCK_TOO_LARGE';
  return (await circularityOf(database, occurrence)).length > 0 ? 'TEMPLATE_CIRCULAR' : null;
}
