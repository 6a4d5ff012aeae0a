import { createRequire } from 'node:module';
import type { parser as Parser } from '@prometheus-io/lezer-promql' with { 'resolution-mode': 'import' };

// The package has a CommonJS build, whose types it gives for ESM alone.
const { parser } = createRequire(__filename)('@prometheus-io/lezer-promql') as {
  readonly parser: typeof Parser;
};

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Query {
  /** What can't be read, as text; empty: it is PromQL. */
  readonly faults: readonly string[];
  readonly selectors: ReadonlyArray<{ readonly metric: string; readonly matchers: readonly Matcher[] }>;
  /** The labels of its `by (…)`. */
  readonly groupedBy: readonly string[];
}

/** Functions that take samples of a time, and not one. */
const OF_RANGES = /^(rate|irate|increase|delta|\w+_over_time)$/;

/** Reads a query by Prometheus' own grammar, for what Grafana puts in the place of its variables. */
export function readQuery(expression: string): Query {
  const text = expression.replaceAll('$__rate_interval', '1m');
  const nodes: SyntaxNode[] = [];
  parser.parse(text).iterate({ enter: ({ node }) => void nodes.push(node) });
  const named = (name: string, among = nodes) => among.filter((node) => node.type.name === name);
  const textOf = ({ from, to }: { readonly from: number; readonly to: number }) => text.slice(from, to);
  const below = (parent: SyntaxNode, name: string) =>
    named(name).filter(({ from, to }) => from >= parent.from && to <= parent.to);
  const firstBelow = (parent: SyntaxNode, name: string) => textOf(below(parent, name)[0] ?? parent);

  const withoutRange = named('FunctionCall').filter(
    (call) =>
      OF_RANGES.test(firstBelow(call, 'FunctionIdentifier')) &&
      !['MatrixSelector', 'SubqueryExpr'].some((kind) => below(call, kind).length > 0),
  );
  const unread = nodes.filter(({ type }) => type.isError);
  return {
    faults: [
      ...unread.map((node) => `not PromQL from here: ${text.slice(node.from)}`),
      ...withoutRange.map((call) => `needs a range: ${textOf(call)}`),
    ],
    selectors: named('VectorSelector').map((selector) => ({
      metric: firstBelow(selector, 'Identifier'),
      matchers: below(selector, 'UnquotedLabelMatcher').map((matcher) => ({
        label: firstBelow(matcher, 'LabelName'),
        operator: firstBelow(matcher, 'MatchOp'),
        value: firstBelow(matcher, 'StringLiteral').slice(1, -1),
      })),
    })),
    groupedBy: named('GroupingLabels').flatMap((labels) => below(labels, 'LabelName').map(textOf)),
  };
}
