import { readdirSync, readFileSync } from "node:fs";
import { expect, vi } from "vitest";

const signals = ["SIGINT", "SIGTERM", "SIGHUP", "exit", "beforeExit", "uncaughtException"] as const;

/**
 * Watches this process while a scenario runs. {@link Traces.expectNone} then checks that nothing of the scenario is left:
 * no process, no handle that would keep Node alive, no listener on the process, and that nothing went unhandled.
 */
export class Traces {
  readonly #handles = handles();
  readonly #children = children();
  readonly #listeners = listeners();
  readonly #unhandled: unknown[] = [];
  readonly #onUnhandled = (error: unknown): void => void this.#unhandled.push(error);

  constructor() {
    process.on("unhandledRejection", this.#onUnhandled);
    process.on("uncaughtExceptionMonitor", this.#onUnhandled);
  }

  async expectNone(): Promise<void> {
    // A rejection counts as unhandled only after the microtasks; a handle that was closed goes a turn of the loop later.
    await new Promise(setImmediate);
    await vi.waitFor(
      () => {
        expect(children(), "processes").toEqual(this.#children);
        expect(more(handles(), this.#handles), "handles").toEqual([]);
      },
      { timeout: 5_000, interval: 10 },
    );
    process.off("unhandledRejection", this.#onUnhandled);
    process.off("uncaughtExceptionMonitor", this.#onUnhandled);
    expect(this.#unhandled, "unhandled").toEqual([]);
    expect(listeners(), "listeners on the process").toEqual(this.#listeners);
  }
}

/** What keeps Node alive, by kind, but for the timers of the test runner. */
function handles(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind !== "Timeout" && kind !== "Immediate");
}

/** The children of this process; none where the system has no list of them. */
function children(): readonly string[] {
  if (process.platform !== "linux") return [];
  const pid = String(process.pid);
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean),
  );
}

function listeners(): Readonly<Record<string, number>> {
  return Object.fromEntries(signals.map((name) => [name, process.listenerCount(name)]));
}

/** The members of a list that an earlier one had fewer of. */
function more(now: readonly string[], before: readonly string[]): readonly string[] {
  const rest = [...before];
  return now.filter((kind) => {
    const at = rest.indexOf(kind);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}
