/** A filter for from <= field < to; an absent bound leaves its side open, and without both nothing is filtered. */
export function between(field: string, from: Date | null | undefined, to: Date | null | undefined): object {
  if (from == null && to == null) return {};
  return { [field]: { ...(from != null && { $gte: from }), ...(to != null && { $lt: to }) } };
}
