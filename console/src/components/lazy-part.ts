import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { connection } from '../api/connection';

/**
 * A part of the console that is loaded when it is first shown. When the server is lost just then, the address is
 * loaded anew as soon as it is back: browsers and the bundler remember a part that failed.
 */
export function lazyPart<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => {
    try {
      return await load();
    } catch (fault) {
      // The server is there and the part is not: loading anew again and again would not help.
      if (await connection.isAnswered()) throw fault;
      await connection.lose();
      location.reload();
      return new Promise<never>(() => undefined);
    }
  });
}
