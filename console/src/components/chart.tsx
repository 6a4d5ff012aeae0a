import { commonTexts } from '../i18n/common-texts';
import { useSettings, useTexts } from '../i18n/settings';
import { formatNumber } from '../time/format';
import { lazyPart } from './lazy-part';
import { Loading } from './view-states';

export interface ChartSeries {
  readonly name: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'accent';
  readonly values: readonly number[];
}

export interface ChartCategory {
  /** Tells categories apart; two may have the same label, such as an hour that the clock repeats. */
  readonly id: string;
  readonly label: string;
}

export interface ChartProps {
  /** Describes the chart to people who can't see it. */
  readonly label: string;
  readonly categories: readonly ChartCategory[];
  /** Stacked in this order; each with a value per category. */
  readonly series: readonly ChartSeries[];
  /** Heads the first column of the table. */
  readonly categoryName: string;
}

const ChartCanvas = lazyPart(() => import('./chart-canvas'), ChartOnItsWay);

/** Stacked bars, and the same numbers as a table. The drawing library is loaded when the first chart is shown. */
export function Chart(props: ChartProps) {
  const { label, categories, series, categoryName } = props;
  const texts = useTexts(commonTexts);
  const { language } = useSettings();
  return (
    <figure className="chart">
      <ChartCanvas {...props} />
      <details>
        <summary>{texts.asTable}</summary>
        <div className="table-frame" tabIndex={0} role="region" aria-label={label}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{categoryName}</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {categories.map(({ id, label: category }, index) => (
                <tr key={id}>
                  <th scope="row">{category}</th>
                  {series.map(({ name, values }) => (
                    <td key={name}>{formatNumber(values[index] ?? 0, language)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function ChartOnItsWay() {
  return (
    <div className="chart-canvas">
      <Loading />
    </div>
  );
}
