import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { PAGE_SIZE_MAX, PAGE_SIZE_MIN } from '../../domain/limits';
import type { Page, PagePosition, PageRequest } from '../../domain/page';
import { Between } from './input-rules';

@ObjectType({
  description: 'Position of a page. Lists are read forward only.',
  simpleResolvers: true,
})
export class PageInfo implements PagePosition {
  @Field(() => Boolean, { description: 'Whether the list has rows after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether `after` was given.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first edge. Null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge. Send it as `after` to get the next page.',
  })
  endCursor!: string | null;
}
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, { defaultValue: 20, description: 'Number of rows, 1 to 100.' })
  @Between(PAGE_SIZE_MIN, PAGE_SIZE_MAX)
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'A cursor of the same list with the same filter and order. The page starts after it.',
  })
  after?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Oldest first.' })
  reverse!: boolean;
}
/** The GraphQL types of one list: `<Name>Edge` and `<Name>Connection`. */
export function connectionOf<Node extends object>(
  name: string,
  node: () => ClassType<Node>,
): ClassType<Page<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list.`, simpleResolvers: true })
  class Edge {
    @Field(() => String, { description: 'The position of the row in this list with its filter and order.' })
    cursor!: string;

    @Field(node, { description: 'The row.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.`, simpleResolvers: true })
  class Connection {
    @Field(() => [Edge], { description: 'The rows with their cursors.' })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The rows without their cursors.' })
    nodes!: Node[];

    @Field(() => PageInfo, { description: 'Whether the list continues, and the cursors to continue from.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description:
        'Number of rows in the whole list. Counted only if selected. Null if counting takes more than a second.',
    })
    totalCount!: number | null;
  }
  return Connection as unknown as ClassType<Page<Node>>;
}
