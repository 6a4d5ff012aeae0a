import { Link } from 'wouter';
import { errorText } from '../../api/error-texts';
import { Chart } from '../../components/chart';
import { Panel } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { Empty } from '../../components/view-states';
import type { BucketUnit } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useSettings, useTexts } from '../../i18n/settings';
import { formatHour, formatNumber, formatShortDay } from '../../time/format';
import { useServiceClock } from '../../time/service-clock';
import type { Overview } from './overview-page';
import { overviewTexts } from './overview-texts';

const UNITS: readonly BucketUnit[] = ['HOUR', 'DAY'];

interface ActivityProps {
  /** Null when counting took too long. */
  readonly requests: Overview['requests'];
  /** The unit of the buckets in `requests`, which lags behind `unit` until its answer arrives. */
  readonly shownUnit: BucketUnit;
  readonly unit: BucketUnit;
  readonly onUnit: (unit: BucketUnit) => void;
}

/** The outcomes of the requests of the last hours or days, and why some were refused. */
export function Activity({ requests, shownUnit, unit, onUnit }: ActivityProps) {
  const texts = useTexts(overviewTexts);
  return (
    <div className={shownUnit === unit ? 'activity' : 'activity stale'} aria-busy={shownUnit !== unit}>
      <Panel
        title={texts.requests}
        aside={
          <SelectField
            label={texts.unit}
            value={unit}
            options={UNITS}
            names={texts.units}
            onChange={onUnit}
          />
        }
      >
        {requests === null && <Empty title={texts.tooSlow} />}
        {requests !== null && <Buckets requests={requests} unit={shownUnit} />}
      </Panel>
      {requests !== null && <Outcomes requests={requests} />}
    </div>
  );
}

type Requests = NonNullable<Overview['requests']>;

function Buckets({ requests, unit }: { readonly requests: Requests; readonly unit: BucketUnit }) {
  const texts = useTexts(overviewTexts);
  const { requestStatuses } = useTexts(commonTexts);
  const { language } = useSettings();
  const { serviceTimeZone } = useServiceClock();
  if (requests.requested === 0) return <Empty title={texts.noRequests} />;
  const { buckets } = requests;
  return (
    <Chart
      label={texts.chart(serviceTimeZone)}
      categoryName={texts.time}
      categories={buckets.map(({ from, day }) => ({
        id: from,
        label:
          unit === 'DAY'
            ? formatShortDay(day, language)
            : formatHour(from, { zone: serviceTimeZone, language }),
      }))}
      series={[
        { name: requestStatuses.SUCCESS, tone: 'good', values: buckets.map(({ succeeded }) => succeeded) },
        { name: requestStatuses.PENDING, tone: 'warn', values: buckets.map(({ pending }) => pending) },
        { name: requestStatuses.FAILED, tone: 'bad', values: buckets.map(({ failed }) => failed) },
      ]}
    />
  );
}

/** Each number leads to the list of what it counts. */
function Outcomes({ requests }: { readonly requests: Requests }) {
  const texts = useTexts(overviewTexts);
  const { requestStatuses } = useTexts(commonTexts);
  const { language } = useSettings();
  const format = (count: number) => formatNumber(count, language);
  const address = (filter: Record<string, string>) =>
    `/requests?${new URLSearchParams({ ...filter, requestedFrom: requests.from, requestedTo: requests.to }).toString()}`;
  return (
    <Panel title={texts.outcomes}>
      <ul className="lines">
        <li className="line">
          <Link href={address({})}>{texts.requested}</Link>
          <span className="number">{format(requests.requested)}</span>
        </li>
        <li className="line">
          <Link href={address({ statuses: 'SUCCESS' })}>{requestStatuses.SUCCESS}</Link>
          <span className="number">{format(requests.succeeded)}</span>
        </li>
        {requests.revoked > 0 && (
          <li className="line">
            <Link href={address({ revocation: 'REVOKED' })}>{texts.revoked}</Link>
            <span className="number">{format(requests.revoked)}</span>
          </li>
        )}
        <li className="line">
          <Link href={address({ statuses: 'PENDING' })}>{requestStatuses.PENDING}</Link>
          <span className="number">{format(requests.pending)}</span>
        </li>
        <li className="line">
          <Link href={address({ statuses: 'FAILED' })}>{requestStatuses.FAILED}</Link>
          <span className="number">{format(requests.failed)}</span>
        </li>
      </ul>
      <h3>{texts.refusals}</h3>
      {requests.failures.length === 0 ? (
        <p className="faint">{texts.noRefusals}</p>
      ) : (
        <ul className="lines">
          {requests.failures.map(({ code, count }) => (
            <li key={code} className="line">
              <Link href={address({ statuses: 'FAILED', failureCodes: code })}>
                {errorText({ code, message: code }, language)}
              </Link>
              <span className="number">{format(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
