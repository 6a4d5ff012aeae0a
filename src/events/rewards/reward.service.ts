import type { Types } from 'mongoose';
import { REWARDS_MAX } from '../../domain/limits';
import type { Viewer } from '../../domain/viewer';
import { AppError, BadUserInput, type Refusal } from '../../errors';
import { editOrder, type EventEditor } from '../event-editor';
import type { Event, StoredReward } from '../event.model';
import { requireObjectId } from '../../database/object-ids';
import { auditedReward, defineReward } from './reward-definition';
import type { AddRewardInput, RemoveRewardInput, UpdateRewardInput } from './reward.inputs';

const FIELDS = ['name', 'quantity', 'externalId'] as const;

interface Edited {
  readonly event: Event;
  readonly refusals: Refusal[];
  /** As it stands; null: it is not there. */
  readonly reward: StoredReward | null;
}

export class RewardService {
  constructor(private readonly parts: { readonly editor: EventEditor }) {}

  async add(viewer: Viewer, now: Date, input: AddRewardInput): Promise<Edited> {
    const reward = defineReward(input.reward);
    const order = editOrder('addReward', viewer, now, requireObjectId(input.eventId), input, 'input.reward');
    const edited = await this.parts.editor.edit(order, (event) => {
      if (event.rewards.length >= REWARDS_MAX) {
        throw new BadUserInput({ path: 'input.reward', message: `must be one of at most ${REWARDS_MAX}` });
      }
      if (event.isTemplate && reward.codePool) {
        throw new BadUserInput({
          path: 'input.reward.codePool',
          message: 'must be false for the template of a series: its copies would have no codes',
        });
      }
      return {
        next: { ...event, rewards: [...event.rewards, reward] },
        update: { $push: { rewards: reward } },
        before: null,
        after: { reward: auditedReward(reward) },
        frozen: [['input', 'reward']],
      };
    });
    return { ...edited, reward: findReward(edited.event, reward.id) };
  }

  async update(viewer: Viewer, now: Date, input: UpdateRewardInput): Promise<Edited> {
    const { editor } = this.parts;
    const id = requireObjectId(input.id);
    const { _id: eventId } = await editor.find({ 'rewards.id': id });
    const order = editOrder('updateReward', viewer, now, eventId, input, 'input.quantity');
    const edited = await editor.edit(order, (event) => {
      const reward = requireReward(event, id);
      const names = FIELDS.filter((name) => input[name] !== undefined && input[name] !== reward[name]);
      if (names.length === 0) return null;
      if (reward.codePool && names.includes('quantity')) {
        throw new BadUserInput({
          path: 'input.quantity',
          message: 'must be 1: each winner receives one code',
        });
      }
      const changes = Object.fromEntries(names.map((name) => [name, input[name]]));
      return {
        next: {
          ...event,
          rewards: event.rewards.map((other) => (other === reward ? { ...reward, ...changes } : other)),
        },
        update: { $set: Object.fromEntries(names.map((name) => [`rewards.$[reward].${name}`, input[name]])) },
        arrayFilters: [{ 'reward.id': id }],
        before: { reward: { id, ...Object.fromEntries(names.map((name) => [name, reward[name]])) } },
        after: { reward: { id, ...changes } },
        frozen: names.map((name) => ['input', name]),
      };
    });
    return { ...edited, reward: findReward(edited.event, id) };
  }

  async remove(viewer: Viewer, now: Date, input: RemoveRewardInput): Promise<Edited> {
    const { editor } = this.parts;
    const id = requireObjectId(input.id);
    const { _id: eventId } = await editor.find({ 'rewards.id': id });
    const order = editOrder('removeReward', viewer, now, eventId, input, 'input.id');
    const edited = await editor.edit(order, (event) => {
      const reward = requireReward(event, id);
      return {
        next: { ...event, rewards: event.rewards.filter((other) => other !== reward) },
        update: { $pull: { rewards: { id } } },
        before: { reward: auditedReward(reward) },
        after: null,
        frozen: [['input', 'id']],
      };
    });
    return { ...edited, reward: findReward(edited.event, id) };
  }
}

export function findReward(event: Event, id: Types.ObjectId): StoredReward | null {
  return event.rewards.find((reward) => reward.id.equals(id)) ?? null;
}

/** @throws AppError NOT_FOUND when it was removed since it was looked up */
function requireReward(event: Event, id: Types.ObjectId): StoredReward {
  const reward = findReward(event, id);
  if (reward === null) throw new AppError('NOT_FOUND');
  return reward;
}
