import { IsOptional, ValidateNested } from 'class-validator';
import { BadUserInput, type InputFault } from '../../src/errors';
import { AtMost, Between, Characters, NotNull } from '../../src/graphql/types/input-rules';
import { validateInput } from '../../src/graphql/types/validate-input';

class ItemInput {
  @Characters(1, 3)
  name!: string;

  @Between(1, 10)
  quantity?: number | null;
}

class BoxInput {
  @NotNull()
  @Characters(0, 5)
  title?: string | null;

  @AtMost(2)
  @ValidateNested({ each: true })
  items?: ItemInput[];

  @IsOptional()
  @ValidateNested()
  best?: ItemInput | null;
}

class BoxFilter {
  @Characters(0, 3)
  text?: string;
}

class BoxesArgs {
  @Between(1, 100)
  first = 20;

  @ValidateNested()
  filter?: BoxFilter;
}

/** Without a rule of its own. */
class FreeInput {
  text?: string;
  list?: string[];
}

function faultsOf(value: unknown, type: unknown): readonly InputFault[] {
  try {
    validateInput(value, type);
    return [];
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    return error.fields ?? [];
  }
}
const pathsOf = (value: unknown, type: unknown) => faultsOf(value, type).map(({ path }) => path);
const item = (name: string, quantity?: number | null) => Object.assign(new ItemInput(), { name, quantity });
const box = (fields: Partial<BoxInput>) => Object.assign(new BoxInput(), fields);

test('what keeps its limits passes', () => {
  expect(
    faultsOf(box({ title: '12345', items: [item('a', 1), item('abc', 10)], best: null }), BoxInput),
  ).toEqual([]);
  expect(faultsOf(box({}), BoxInput)).toEqual([]);
  expect(faultsOf(box({ title: '😀😀😀😀😀' }), BoxInput)).toEqual([]);
});

test('every fault is named by its path, deep ones too', () => {
  const value = box({
    title: '123456',
    items: [item('', 0), item('abcd', 11)],
    best: item('abcd', 5),
  });
  expect(pathsOf(value, BoxInput).sort()).toEqual([
    'input.best.name',
    'input.items.0.name',
    'input.items.0.quantity',
    'input.items.1.name',
    'input.items.1.quantity',
    'input.title',
  ]);
});

test('the words say what is asked, and never what was sent', () => {
  expect(faultsOf(box({ title: 'canary-canary' }), BoxInput)).toEqual([
    { path: 'input.title', message: 'must have at most 5 characters' },
  ]);
  expect(faultsOf(box({ best: item('canary', -7) }), BoxInput)).toEqual([
    { path: 'input.best.name', message: 'must have 1 to 3 characters' },
    { path: 'input.best.quantity', message: 'must be from 1 to 10' },
  ]);
});

test('the items of a list beyond its limit are not read', () => {
  const unreadable = new ItemInput();
  Object.defineProperty(unreadable, 'name', {
    enumerable: true,
    get: () => {
      throw new Error('read');
    },
  });
  expect(faultsOf(box({ title: '123456', items: [unreadable, unreadable, unreadable] }), BoxInput)).toEqual([
    { path: 'input.items', message: 'must have at most 2 items' },
  ]);
});

test('null clears nothing where it must not; left out is not null', () => {
  expect(pathsOf(box({ title: null }), BoxInput)).toEqual(['input.title']);
  expect(pathsOf(box({ title: undefined }), BoxInput)).toEqual([]);
});

test('a class of arguments is its fields, a filter stands under its name', () => {
  const args = Object.assign(new BoxesArgs(), {
    first: 101,
    filter: Object.assign(new BoxFilter(), { text: '1234' }),
  });
  expect(pathsOf(args, BoxesArgs)).toEqual(['first', 'filter.text']);
  expect(pathsOf(Object.assign(new BoxFilter(), { text: '1234' }), BoxFilter)).toEqual(['filter.text']);
});

test.each(['\0', 'a\0', '\ud800', '\udfff', 'a\ud83dz'])(
  '%j is no text, with or without other rules',
  (text) => {
    expect(pathsOf(Object.assign(new FreeInput(), { text, list: ['fine', text] }), FreeInput)).toEqual([
      'input.text',
      'input.list.1',
    ]);
    expect(pathsOf(box({ items: [item(text)] }), BoxInput)).toContain('input.items.0.name');
  },
);

test('no more than 20 faults are told', () => {
  const value = Object.assign(new FreeInput(), { list: Array.from({ length: 50 }, () => '\0') });
  expect(faultsOf(value, FreeInput)).toHaveLength(20);
});

test('single values are for their types alone', () => {
  for (const value of ['\0', 1, null, undefined, true]) expect(faultsOf(value, String)).toEqual([]);
});
