import type { HandlerOf } from "../approvals/handler.js";
import type { Tool } from "../dynamic-tools/tool.js";

/** What an opening of a thread brings of this program for the thread to call. */
export interface Callbacks {
  /** Decides about the thread instead of the client's handler. */
  readonly handler: HandlerOf | undefined;
  /** Whether this client is to be asked about all of the thread's turns, whoever starts them. */
  readonly asks: boolean;
  /** Those that this process executes, by name. */
  readonly tools: ReadonlyMap<string, Tool>;
}

/**
 * What of this program a thread calls, by all of its openings: of two handlers, and of two tools of one name, the later. What an opening
 * brings counts from its answer on, since what waits in a thread that is resumed comes again right behind that. It is taken back when the
 * opening is refused: another handle of the thread never had it.
 */
export class ThreadCallbacks implements Callbacks {
  /** Of the openings that were handed out. */
  #kept: Callbacks = { handler: undefined, asks: false, tools: new Map() };
  /** Of those that were answered and are not handed out yet. */
  readonly #opening = new Set<Callbacks>();
  #all = this.#kept;

  get handler(): HandlerOf | undefined {
    return this.#all.handler;
  }

  get asks(): boolean {
    return this.#all.asks;
  }

  get tools(): ReadonlyMap<string, Tool> {
    return this.#all.tools;
  }

  /** An opening was answered. What it brings counts until that is disposed, and longer where it is kept. */
  bring(brought: Callbacks): Disposable {
    this.#opening.add(brought);
    this.#merge();
    return {
      [Symbol.dispose]: () => {
        if (this.#opening.delete(brought)) this.#merge();
      },
    };
  }

  /** An opening is handed out. */
  keep(brought: Callbacks): void {
    this.#opening.delete(brought);
    this.#kept = merged(this.#kept, brought);
    this.#merge();
  }

  #merge(): void {
    this.#all = [...this.#opening].reduce(merged, this.#kept);
  }
}

function merged(earlier: Callbacks, { handler, asks, tools }: Callbacks): Callbacks {
  return {
    handler: handler ?? earlier.handler,
    asks: asks || handler !== undefined || earlier.asks,
    tools: tools.size === 0 ? earlier.tools : new Map([...earlier.tools, ...tools]),
  };
}
