interface ShareBarProps {
  readonly share: number;
  readonly tone: 'quiet' | 'good' | 'warn' | 'bad' | 'accent';
  /** Nothing is left: the bar is crossed out, for an empty one looks like any other. */
  readonly isSpent?: boolean;
}

/** How much of a whole, as a bar; the words beside it say the same, so it is no image to screen readers. */
export function ShareBar({ share, tone, isSpent = false }: ShareBarProps) {
  const percent = `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
  return (
    <svg className="share-bar" aria-hidden="true">
      <rect className={isSpent ? 'share-bar-spent' : 'share-bar-whole'} width="100%" height="100%" rx="3" />
      <rect className={`share-bar-${tone}`} width={percent} height="100%" rx="3" />
    </svg>
  );
}
