import type { EventState, RequestStatus, Role } from '../generated/documents';
import { commonTexts } from '../i18n/common-texts';
import { eventStateWord, type ShownState } from '../i18n/event-state';
import { useTexts } from '../i18n/settings';

export type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'info';

interface BadgeProps {
  readonly tone: Tone;
  readonly children: string;
}

export function Badge({ tone, children }: BadgeProps) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

const EVENT_TONES: Record<EventState, Tone> = {
  INACTIVE: 'warn',
  UPCOMING: 'info',
  IN_PROGRESS: 'good',
  ENDED: 'neutral',
  ARCHIVED: 'neutral',
};
const REQUEST_TONES: Record<RequestStatus, Tone> = { PENDING: 'warn', SUCCESS: 'good', FAILED: 'bad' };

export function EventStateBadge({ event }: { readonly event: ShownState }) {
  const tone = event.state === 'INACTIVE' && event.draft ? 'neutral' : EVENT_TONES[event.state];
  return <Badge tone={tone}>{eventStateWord(event, useTexts(commonTexts))}</Badge>;
}

export function RequestStatusBadge({ status }: { readonly status: RequestStatus }) {
  return <Badge tone={REQUEST_TONES[status]}>{useTexts(commonTexts).requestStatuses[status]}</Badge>;
}

export function RoleBadge({ role }: { readonly role: Role }) {
  return <Badge tone={role === 'USER' ? 'neutral' : 'info'}>{useTexts(commonTexts).roles[role]}</Badge>;
}
