import { useCallback } from 'react';
import { useClient, type CombinedError } from 'urql';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import {
  AddConditionDocument,
  AddRewardDocument,
  RemoveConditionDocument,
  RemoveRewardDocument,
  UpdateConditionDocument,
  UpdateEventDocument,
  UpdateRewardDocument,
  type RefusalDetailsFragment,
} from '../../generated/documents';
import { useSettings } from '../../i18n/settings';
import type { Change } from './event-changes';

export type SaveOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'conflict'; readonly done: number }
  | { readonly kind: 'refused'; readonly text: string; readonly done: number };

interface Answer {
  readonly version: number | undefined;
  readonly refusal: RefusalDetailsFragment | undefined;
  readonly error: CombinedError | undefined;
}

/** Makes changes one by one, each for the version that the one before left. Stops at the first that is refused. */
export function useSaveEvent(): (
  id: string,
  version: number,
  changes: readonly Change[],
) => Promise<SaveOutcome> {
  const client = useClient();
  const { language } = useSettings();
  return useCallback(
    async (eventId, version, changes) => {
      let expectedVersion = version;
      for (const [done, change] of changes.entries()) {
        const answer = await send(client, eventId, expectedVersion, change);
        if (answer.error) return { kind: 'refused', text: errorText(factsOf(answer.error), language), done };
        if (answer.refusal?.code === 'STALE_VERSION') return { kind: 'conflict', done };
        if (answer.refusal) return { kind: 'refused', text: errorText(answer.refusal, language), done };
        expectedVersion = answer.version ?? expectedVersion + 1;
      }
      return { kind: 'saved' };
    },
    [client, language],
  );
}

async function send(
  client: ReturnType<typeof useClient>,
  eventId: string,
  expectedVersion: number,
  change: Change,
): Promise<Answer> {
  const of = (id: string) => ({ id, expectedVersion });
  switch (change.act) {
    case 'updateEvent': {
      const input = { ...of(eventId), ...change.fields };
      const { data, error } = await client.mutation(UpdateEventDocument, { input });
      return answerOf(data?.updateEvent, error);
    }
    case 'addCondition': {
      const input = { eventId, expectedVersion, condition: change.condition };
      const { data, error } = await client.mutation(AddConditionDocument, { input });
      return answerOf(data?.addCondition, error);
    }
    case 'updateCondition': {
      const input = { ...of(change.id), condition: change.condition };
      const { data, error } = await client.mutation(UpdateConditionDocument, { input });
      return answerOf(data?.updateCondition, error);
    }
    case 'removeCondition': {
      const { data, error } = await client.mutation(RemoveConditionDocument, { input: of(change.id) });
      return answerOf(data?.removeCondition, error);
    }
    case 'addReward': {
      const input = { eventId, expectedVersion, reward: change.reward };
      const { data, error } = await client.mutation(AddRewardDocument, { input });
      return answerOf(data?.addReward, error);
    }
    case 'updateReward': {
      const input = { ...of(change.id), ...change.fields };
      const { data, error } = await client.mutation(UpdateRewardDocument, { input });
      return answerOf(data?.updateReward, error);
    }
    case 'removeReward': {
      const { data, error } = await client.mutation(RemoveRewardDocument, { input: of(change.id) });
      return answerOf(data?.removeReward, error);
    }
  }
}

interface Payload {
  readonly event: { readonly version: number } | null;
  readonly userErrors: readonly RefusalDetailsFragment[];
}

function answerOf(payload: Payload | null | undefined, error: CombinedError | undefined): Answer {
  return { version: payload?.event?.version, refusal: payload?.userErrors[0], error };
}
