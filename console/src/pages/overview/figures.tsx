import { Link } from 'wouter';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatNumber, formatShare } from '../../time/format';
import type { Overview } from './overview-page';
import { overviewTexts } from './overview-texts';

/** As many as the operation asks for: there may be more. */
const MOST_LOW = 50;
/** A rate that is higher by this share than yesterday's is worth a look. */
const NOTABLE = 0.05;

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly href: string;
  readonly hint?: string | null;
  readonly isUrgent: boolean;
}

/** A number that leads to what it counts; urgent ones also say so by their rule. */
function Figure({ label, value, href, hint, isUrgent }: FigureProps) {
  return (
    <Link href={href} className={isUrgent ? 'figure-card figure-urgent' : 'figure-card'}>
      <span className="figure-label">{label}</span>
      <span className="figure number">{value}</span>
      <span className="hint">{hint ?? '\u00a0'}</span>
    </Link>
  );
}

/** What to look at first: how much waits, fails, ends and runs out. */
export function Figures({ overview }: { readonly overview: Overview }) {
  const texts = useTexts(overviewTexts);
  const { language } = useSettings();
  const { waiting, ending, lowStock, lastDays } = overview;
  const [yesterday, today] = (lastDays?.buckets ?? []).map(({ requested, failed }) =>
    requested === 0 ? null : failed / requested,
  );
  const format = (count: number) => formatNumber(count, language);
  return (
    <section className="figures" aria-label={texts.figures}>
      <Figure
        label={texts.waiting}
        value={waiting.count === null ? texts.many : format(waiting.count)}
        href="/requests"
        isUrgent={waiting.count !== 0}
      />
      <Figure
        label={texts.failingToday}
        value={today == null ? texts.noRate : formatShare(today, language)}
        hint={yesterday == null ? null : texts.yesterday(formatShare(yesterday, language))}
        href="/requests?statuses=FAILED"
        isUrgent={today != null && today > (yesterday ?? 0) + NOTABLE}
      />
      <Figure
        label={texts.endingSoon}
        value={format(ending.count)}
        href="/events?states=IN_PROGRESS&order=endSoonest"
        isUrgent={ending.count > 0}
      />
      <Figure
        label={texts.belowTenth}
        value={lowStock.length < MOST_LOW ? format(lowStock.length) : texts.atLeast(format(MOST_LOW))}
        href="/events?states=IN_PROGRESS"
        isUrgent={lowStock.length > 0}
      />
    </section>
  );
}
