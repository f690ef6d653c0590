import type { Codex, TurnEvent } from "../../src/index.js";
import type { ServerNotifications } from "../../src/types.js";

type Listening = Pick<Codex, "on">;

/** The next notification of a method, or the next that matches. */
export function nextNotification<Method extends keyof ServerNotifications>(
  codex: Listening,
  method: Method,
  matches: (params: ServerNotifications[Method]["params"]) => boolean = () => true,
): Promise<ServerNotifications[Method]["params"]> {
  return new Promise((resolve) => {
    const subscription = codex.on(method, (params) => {
      if (!matches(params)) return;
      subscription[Symbol.dispose]();
      resolve(params);
    });
  });
}

/** Everything that is left of an iterable, such as a turn's events. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The text of the agent's deltas, joined. */
export function textOf(events: readonly TurnEvent[]): string {
  return events
    .map((event) => (event.method === "item/agentMessage/delta" ? event.params.delta : ""))
    .join("");
}
