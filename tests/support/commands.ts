import type { mongo } from 'mongoose';
import { isBackground, type TestServer } from './server';

/**
 * The names of the commands that were sent meanwhile and mention one of the texts, such as a collection or an id:
 * what the server does by itself in the background is not among them.
 */
export async function commandsAbout(
  { database }: TestServer,
  texts: string | readonly string[],
  work: () => Promise<unknown>,
): Promise<string[]> {
  const names: string[] = [];
  const note = ({ commandName, command }: mongo.CommandStartedEvent) => {
    if (isBackground()) return;
    const sent = JSON.stringify(command);
    if ([texts].flat().some((text) => sent.includes(text))) names.push(commandName);
  };
  const clients = [database.client, database.reads.client, database.claims];
  for (const client of clients) client.on('commandStarted', note);
  try {
    await work();
  } finally {
    for (const client of clients) client.off('commandStarted', note);
  }
  return names;
}
