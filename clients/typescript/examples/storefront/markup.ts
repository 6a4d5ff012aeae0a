type Value = string | number | null | undefined | false | Markup | readonly Markup[];

/** A piece of HTML. Only `markup` makes one, so whatever a user or an operator typed is escaped. */
export class Markup {
  constructor(readonly html: string) {}
}

export function markup(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...values.map(htmlOf)));
}

function htmlOf(value: Value): string {
  if (value instanceof Markup) return value.html;
  if (typeof value === 'object' && value) return value.map(htmlOf).join('');
  return String(value === 0 ? value : value || '').replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
}

/** Replaces what is shown. What was typed, and the focus, stay with the elements of the same ids. */
export function show({ html }: Markup): void {
  const { id } = document.activeElement ?? {};
  const typed = [...document.querySelectorAll('input')];
  document.body.innerHTML = html;
  for (const input of typed) document.getElementById(input.id)?.replaceWith(input);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}
