import {
  choice,
  choices,
  instant,
  readFilters,
  text,
  writeFilters,
} from '../../console/src/components/address-filters';

const filters = {
  title: text,
  states: choices(['UPCOMING', 'ENDED']),
  from: instant,
  view: choice(['list', 'calendar']),
};
const read = (address: string) => readFilters(filters, new URLSearchParams(address));

test('an address without parameters restricts nothing', () => {
  expect(read('')).toEqual({ title: '', states: [], from: null, view: 'list' });
});

test('what was written is read again', () => {
  const values = {
    title: 'a & b=c',
    states: ['ENDED', 'UPCOMING'] as const,
    from: '2026-05-31T15:00:00.000Z',
    view: 'calendar' as const,
  };
  const address = writeFilters(filters, new URLSearchParams(), values).toString();
  expect(read(address)).toEqual({ ...values, states: ['UPCOMING', 'ENDED'] });
});

test('what a mistyped address asks for is left out', () => {
  expect(read('states=NONE&states=ENDED&from=yesterday&view=pie')).toEqual({
    title: '',
    states: ['ENDED'],
    from: null,
    view: 'list',
  });
});

test('another filter begins at the first page, and leaves what others own', () => {
  const address = writeFilters(filters, new URLSearchParams('after=abc&tab=history&title=x'), { title: '' });
  expect(address.toString()).toBe('tab=history');
});
