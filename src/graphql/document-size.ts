import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TokenKind,
  TypeMetaFieldDef,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { PAGE_SIZE_MAX, PAGE_SIZE_MIN } from '../domain/limits';
import { defaultsOf } from './variable-defaults';
import { DOCUMENT_LIMITS, listSizeOf, pageSizeMaxOf, weightOf } from './document-budget';

export class DocumentTooLarge extends Error {}

/** Of a selection set, spread out as execution does it. */
interface Size {
  depth: number;
  /** Fields of the set itself. */
  width: number;
  fields: number;
  aliases: number;
  directives: number;
  /** In fields that lie in their row. */
  cost: number;
}

interface Place {
  readonly type: GraphQLNamedType | undefined;
  /** Fields above. */
  readonly level: number;
  readonly depthLimit: number;
  /** Rows of the page that the set is, such as a connection; null elsewhere. */
  readonly pageSize: number | null;
}

/**
 * Measures operations, each fragment once: a chain of fragments that doubles at every link costs no more
 * than to read it. Stops at the first excess.
 */
export class DocumentSize {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Size>();
  private defaults: ReadonlyMap<string, number> = new Map();

  /** @param variables undefined while unknown; their defaults are used, else those of the arguments */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly variables?: Readonly<Record<string, unknown>>,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
  }

  /** Counts every operation and every fragment, because validation reads unused fragments too. @throws DocumentTooLarge */
  requireAllWithin(): void {
    const operations = this.document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    requireTokensWithin(this.document);
    if (operations.length > DOCUMENT_LIMITS.operations) throw new DocumentTooLarge('operations');
    if (this.fragments.size > DOCUMENT_LIMITS.fragments) throw new DocumentTooLarge('fragments');
    for (const operation of operations) this.ofOperation(operation as OperationDefinitionNode);
    const place = {
      type: undefined,
      level: 0,
      depthLimit: DOCUMENT_LIMITS.introspectionDepth,
      pageSize: null,
    };
    for (const name of this.fragments.keys()) this.ofFragment(name, place);
  }

  /** @throws DocumentTooLarge with the name of the limit, for the log */
  ofOperation(operation: OperationDefinitionNode): Readonly<Size> {
    const size = emptySize();
    this.defaults = defaultsOf(operation);
    this.measured.clear();
    size.directives = countDirectives(operation, ...(operation.variableDefinitions ?? []));
    const place: Place = {
      type: this.schema.getRootType(operation.operation) ?? undefined,
      level: 0,
      depthLimit: DOCUMENT_LIMITS.depth,
      pageSize: null,
    };
    this.addSelections(size, operation.selectionSet, place, new Map());
    if (size.width > DOCUMENT_LIMITS.rootFields[operation.operation]) {
      throw new DocumentTooLarge('rootFields');
    }
    return size;
  }

  private addSelections(
    size: Size,
    { selections }: SelectionSetNode,
    place: Place,
    names: Map<string, number>,
  ): void {
    for (const selection of selections) {
      size.directives += countDirectives(selection);
      if (selection.kind === Kind.FIELD) {
        countName(names, (selection.alias ?? selection.name).value);
        this.addField(size, selection, place);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value;
        const type = on === undefined ? place.type : this.schema.getType(on);
        // An inline fragment is a part of the set around it.
        this.addSelections(size, selection.selectionSet, { ...place, type }, names);
      } else {
        countName(names, `...${selection.name.value}`);
        add(size, this.ofFragment(selection.name.value, place), 0, 1);
      }
      requireWithin(size, place);
    }
  }

  private addField(size: Size, node: FieldNode, place: Place): void {
    const field = fieldOf(this.schema, place.type, node.name.value);
    size.fields += 1;
    size.width += 1;
    size.depth = Math.max(size.depth, 1);
    if (node.alias !== undefined) size.aliases += 1;
    size.cost += weightOf(place.type?.name, node.name.value);
    if (node.selectionSet === undefined) return;
    const children = emptySize();
    const type = field && getNamedType(field.type);
    const introspection = type?.name.startsWith('__') ?? false;
    const isList = field !== undefined && !introspection && isListType(getNullableType(field.type));
    const pageSize = this.pageSizeOf(node, field, place.type?.name);
    const inside: Place = {
      type,
      level: place.level + 1,
      depthLimit: introspection ? DOCUMENT_LIMITS.introspectionDepth : place.depthLimit,
      // A list with `first` is the page itself, and its rows are no pages.
      pageSize: isList ? null : pageSize,
    };
    requireWithin(size, place);
    this.addSelections(children, node.selectionSet, inside, new Map());
    // Introspection was judged by its own depth.
    if (inside.depthLimit !== place.depthLimit) children.depth = 0;
    // Only pages have sizes of their own: lists with `first`, and those directly below a field with it.
    const rows = isList
      ? (pageSize ??
        place.pageSize ??
        listSizeOf(place.type?.name, node.name.value, type!.name) ??
        PAGE_SIZE_MAX)
      : 1;
    add(size, { ...children, width: 0 }, 1, rows);
  }

  private ofFragment(name: string, place: Place): Size {
    const key = `${place.pageSize} ${name}`;
    const known = this.measured.get(key);
    if (known) return known;
    const size = emptySize();
    const fragment = this.fragments.get(name);
    // Known before it is measured: a circle counts nothing here, another rule refuses it.
    this.measured.set(key, size);
    if (fragment === undefined) return size;
    size.directives = countDirectives(fragment);
    const type = this.schema.getType(fragment.typeCondition.name.value);
    this.addSelections(size, fragment.selectionSet, { ...place, type }, new Map());
    return size;
  }

  /** Values beyond the limits are refused later, after the role: here they count as the nearest limit. */
  private pageSizeOf(
    node: FieldNode,
    field: GraphQLField<unknown, unknown> | undefined,
    typeName: string | undefined,
  ): number | null {
    const argument = field?.args.find(({ name }) => name === 'first');
    if (argument === undefined) return null;
    const given = this.numberOf(node.arguments?.find(({ name }) => name.value === 'first'));
    const size = given ?? Number(argument.defaultValue);
    return Math.min(Math.max(size, PAGE_SIZE_MIN), pageSizeMaxOf(typeName, node.name.value));
  }

  private numberOf(argument: ArgumentNode | undefined): number | undefined {
    if (argument?.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument?.value.kind !== Kind.VARIABLE) return undefined;
    const name = argument.value.name.value;
    const given = this.variables?.[name];
    return typeof given === 'number' ? given : this.defaults.get(name);
  }
}

function emptySize(): Size {
  return { depth: 0, width: 0, fields: 0, aliases: 0, directives: 0, cost: 0 };
}

function add(size: Size, more: Size, levels: number, rows: number): void {
  size.depth = Math.max(size.depth, more.depth + levels);
  size.width += more.width;
  size.fields += more.fields;
  size.aliases += more.aliases;
  size.directives += more.directives;
  size.cost += more.cost * rows;
}

function requireWithin(size: Size, { level, depthLimit }: Place): void {
  if (level + size.depth > depthLimit) throw new DocumentTooLarge('depth');
  for (const limit of ['fields', 'aliases', 'directives', 'cost'] as const) {
    if (size[limit] > DOCUMENT_LIMITS[limit]) throw new DocumentTooLarge(limit);
  }
}

/** @throws DocumentTooLarge */
function requireTokensWithin({ loc }: DocumentNode): void {
  let open = 0;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) {
    const { kind, start, end } = token;
    if (kind === TokenKind.BRACE_L || kind === TokenKind.BRACKET_L || kind === TokenKind.PAREN_L) open += 1;
    if (kind === TokenKind.BRACE_R || kind === TokenKind.BRACKET_R || kind === TokenKind.PAREN_R) open -= 1;
    if (open > DOCUMENT_LIMITS.brackets) throw new DocumentTooLarge('brackets');
    if (kind === TokenKind.NAME && end - start > DOCUMENT_LIMITS.name) throw new DocumentTooLarge('name');
  }
}

function countName(names: Map<string, number>, name: string): void {
  const count = (names.get(name) ?? 0) + 1;
  if (count > DOCUMENT_LIMITS.repeats) throw new DocumentTooLarge('repeats');
  names.set(name, count);
}

function countDirectives(...nodes: ReadonlyArray<{ readonly directives?: readonly unknown[] }>): number {
  return nodes.reduce((count, { directives }) => count + (directives?.length ?? 0), 0);
}

function fieldOf(schema: GraphQLSchema, type: GraphQLNamedType | undefined, name: string) {
  // Two fields of the query type that no type lists.
  if (type === schema.getQueryType() && name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (type === schema.getQueryType() && name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}
