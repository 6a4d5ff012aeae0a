import type { Command, Option } from './command';

const WIDTH = 100;
const COMMON: Readonly<Record<string, Option>> = {
  json: { description: 'Prints results as JSON, one object per line, and nothing else on standard output.' },
  help: { description: 'This text.' },
};

export type Commands = ReadonlyMap<string, Command>;

export function usageOf(name: string, { options = {}, positional }: Command): string {
  const required = Object.entries(options).flatMap(([option, { value, required: must }]) =>
    must ? [`--${option}${value === undefined ? '' : ` ${value}`}`] : [],
  );
  const target = positional ? [positional.required ? positional.name : `[${positional.name}]`] : [];
  return [name, ...target, ...required].join(' ');
}

export function helpOfAll(commands: Commands): string {
  const rows = [...commands].map(([name, command]) => ({
    usage: usageOf(name, command),
    summary: command.summary,
  }));
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  return [
    'Usage: node dist/cli.js COMMAND [OPTIONS]',
    '',
    ...rows.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
    '',
    'Every command accepts --json. Exit codes: 0 done, nothing broken; 1 failed, or something is broken;',
    '2 wrong usage, nothing was done; 130 interrupted, run it again to continue.',
    '',
  ].join('\n');
}

export function helpOf(name: string, command: Command): string {
  const { summary, details = [], options = {}, positional } = command;
  const rows = [
    ...(positional ? [[positional.name, positional.description]] : []),
    ...Object.entries({ ...options, ...COMMON }).map(([option, { value, description }]) => [
      `--${option}${value === undefined ? '' : ` ${value}`}`,
      description,
    ]),
  ] as Array<[string, string]>;
  const width = Math.max(...rows.map(([term]) => term.length));
  const indent = ' '.repeat(width + 4);
  return [
    `Usage: node dist/cli.js ${usageOf(name, command)} [OPTIONS]`,
    '',
    ...[`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, ...details].flatMap((paragraph) => [
      ...wrapped(paragraph, WIDTH),
      '',
    ]),
    ...rows.flatMap(([term, description]) => {
      const [first = '', ...rest] = wrapped(description, WIDTH - indent.length);
      return [`  ${term.padEnd(width)}  ${first}`, ...rest.map((line) => indent + line)];
    }),
    '',
  ].join('\n');
}

/** The same for programs. */
export function describe(name: string, command: Command): object {
  const { summary, details = [], options = {}, positional } = command;
  return { name, usage: usageOf(name, command), summary, details, positional: positional ?? null, options };
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
