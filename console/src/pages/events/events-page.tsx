import { Link } from 'wouter';
import { useViewer } from '../../api/viewer';
import { choice, choices, text, type Filter } from '../../components/address-filters';
import { ChoicesFilter, FilterBar, TextFilter } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { SelectField } from '../../components/select-field';
import { useFilters } from '../../components/use-filters';
import type { EventFilter, EventPhase } from '../../generated/documents';
import { commonTexts } from '../../i18n/common-texts';
import { useTexts } from '../../i18n/settings';
import { EventsCalendar } from './events-calendar';
import { EventsList } from './events-list';
import { eventsTexts } from './events-texts';
import './events.css';

const PHASES: readonly EventPhase[] = ['IN_PROGRESS', 'UPCOMING', 'DRAFT', 'PAUSED', 'ENDED', 'ARCHIVED'];
const VIEWS = ['list', 'calendar'] as const;
/** Under their former name in the address. Kept views may name INACTIVE, which was one choice for both. */
const states: Filter<readonly EventPhase[]> = {
  ...choices(PHASES),
  read: (values) =>
    choices(PHASES).read(values.includes('INACTIVE') ? [...values, 'DRAFT', 'PAUSED'] : values),
};
const FILTERS = { titleContains: text, states };
const SHAPE = { view: choice(VIEWS) };

export default function EventsPage() {
  const texts = useTexts(eventsTexts);
  const common = useTexts(commonTexts);
  const { runsEvents } = useViewer();
  const { values, set, isAnySet, clear } = useFilters(FILTERS);
  const shape = useFilters(SHAPE);
  const filter: EventFilter = {
    ...(values.titleContains.trim() !== '' && { titleContains: values.titleContains.trim() }),
    ...(values.states.length > 0 && { phases: [...values.states] }),
  };
  return (
    <Page
      title={texts.title}
      actions={
        runsEvents && (
          <Link href="/events/new" className="button button-primary">
            {texts.create}
          </Link>
        )
      }
    >
      <FilterBar label={texts.filters} isAnySet={isAnySet} onClear={clear}>
        <TextFilter
          label={texts.search}
          value={values.titleContains}
          onChange={(titleContains) => set({ titleContains }, { replace: true })}
        />
        <ChoicesFilter
          label={texts.states}
          options={PHASES}
          names={common.eventPhases}
          chosen={values.states}
          onChange={(chosen) => set({ states: chosen })}
        />
        <SelectField
          label={texts.view}
          value={shape.values.view}
          options={VIEWS}
          names={texts.views}
          onChange={(view) => shape.set({ view })}
        />
      </FilterBar>
      {shape.values.view === 'calendar' ? <EventsCalendar filter={filter} /> : <EventsList filter={filter} />}
    </Page>
  );
}
