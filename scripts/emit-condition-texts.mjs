/** Writes the sentences about conditions for the client package, from the kinds of the build. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const { CONDITION_KINDS, CONDITIONS } = require(join(root, 'dist', 'domain', 'conditions.js'));

/** Values that a sentence is tried with, beside the gaps that it is made with. */
const TARGETS = [1, 2, 3, 30, 1_000, 12_345];
const KIND = 'purchase';

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_gap, name) => String(values[name]));

/** A placeholder: a sentence shows its name in braces, and comparisons use its value. */
const gap = (name, value) => ({ toString: () => `{${name}}`, valueOf: () => value });

/** The sentences of a kind with gaps for the values, for a target of one and for any other. */
function templatesOf(kind, { requirement, progress }) {
  const ofTarget = (target) => ({
    requirement: requirement(target, '{activityKind}'),
    progress: progress?.(gap('current', 0), target) ?? null,
    exceeded: progress?.(gap('current', Infinity), target) ?? null,
  });
  const templates = { one: ofTarget(1), other: ofTarget(gap('target', 2)) };
  for (const target of TARGETS) {
    for (const current of [0, 1, target, target + 1, 20_000]) {
      const template = target === 1 ? templates.one : templates.other;
      const values = { target, current, activityKind: KIND };
      const isSame =
        filled(template.requirement, values) === requirement(target, KIND) &&
        (progress === null ||
          filled(current > target ? template.exceeded : template.progress, values) ===
            progress(current, target));
      if (!isSame) throw new Error(`${kind}: its sentences differ by more than a target of one`);
    }
  }
  return templates;
}

const textsIn = (language) =>
  Object.fromEntries(
    CONDITION_KINDS.map((kind) => [kind, templatesOf(kind, CONDITIONS[kind].texts[language])]),
  );
const source = `// Made from src/domain/conditions by npm run schema:emit.
import type { ConditionKind } from './operations.ts';

/** With gaps such as {target}. */
export interface ConditionTemplate {
  readonly requirement: string;
  readonly progress: string | null;
  /** The progress of more than the target. */
  readonly exceeded: string | null;
}

/** For a target of one, and for any other. */
export type ConditionTemplates = Readonly<Record<'one' | 'other', ConditionTemplate>>;

type ByKind = Readonly<Partial<Record<ConditionKind, ConditionTemplates>>>;

export const conditionTemplates: Readonly<Record<'en' | 'ko', ByKind>> = ${JSON.stringify({ en: textsIn('en'), ko: textsIn('ko') })};
`;
const path = join(root, 'clients', 'typescript', 'src', 'condition-templates.ts');
const options = { ...(await prettier.resolveConfig(path)), parser: 'typescript' };
writeFileSync(path, await prettier.format(source, options));
