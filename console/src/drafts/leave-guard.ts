import { Store } from '../api/store';

/** A form that may hold something that is not saved. */
export interface UnsavedForm {
  readonly isUnsaved: () => boolean;
  readonly discard: () => void;
}

/** Asks before a half-filled form is left: by a link, the browser's way back, signing out, a reload or closing the tab. */
export class LeaveGuard {
  /** The act that waits for an answer, or null when no question is open. */
  readonly asking = new Store<(() => void) | null>(null);
  readonly #forms = new Set<UnsavedForm>();
  #allowsStep = false;

  add(form: UnsavedForm): () => void {
    this.#forms.add(form);
    return () => this.#forms.delete(form);
  }

  get isUnsaved(): boolean {
    return [...this.#forms].some((form) => form.isUnsaved());
  }

  /** Does it at once, or asks first. */
  leave(act: () => void): void {
    if (this.isUnsaved) this.asking.set(act);
    else act();
  }

  stay(): void {
    this.asking.set(null);
  }

  /** Performs the act. The draft stays in the browser unless it is discarded. */
  goOn({ discards }: { readonly discards: boolean }): void {
    const act = this.asking.get();
    if (discards) for (const form of this.#forms) form.discard();
    this.asking.set(null);
    act?.();
  }

  /** Watches steps in the browser's history, reloads and the end of the tab. To be called before the router listens. */
  watch(): void {
    let { href } = location;
    const remember = () => (href = location.href);
    const onPopState = (event: Event) => {
      const isOtherPage = location.pathname !== new URL(href).pathname;
      if (!isOtherPage || !this.isUnsaved || this.#allowsStep) {
        this.#allowsStep = false;
        return remember();
      }
      // The router does not hear of the step: the page stays, and its address comes back until there is an answer.
      event.stopImmediatePropagation();
      history.pushState(null, '', href);
      this.leave(() => {
        this.#allowsStep = true;
        history.back();
      });
    };
    const onBeforeUnload = (event: Event) => {
      if (this.isUnsaved) event.preventDefault();
    };
    const listeners = [
      ['popstate', onPopState],
      ['pushState', remember],
      ['replaceState', remember],
      ['beforeunload', onBeforeUnload],
    ] as const;
    for (const [type, listener] of listeners) addEventListener(type, listener, true);
  }
}

/** One for the page. */
export const leaveGuard = new LeaveGuard();
