import { expect } from "vitest";
import { Codex, type RetryOptions, type Transport, type TransportEnd, type Turn } from "../../src/index.js";
import { Settlements, type Outcome } from "./settlements.js";

/** What a client must wait for while something goes wrong around it. */
export interface ScenarioOptions {
  readonly requestTimeoutMs?: number | undefined;
  /** Of the triggering call. */
  readonly timeoutMs?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Aborts the triggering call once it is on the wire. */
  readonly abort?: Error | undefined;
}

/** How all of it came out. */
export interface ScenarioResult {
  /** How connecting failed; the rest is then absent. */
  readonly refused?: unknown;
  /** The call that triggers the fault. */
  readonly trigger?: Outcome;
  /** Why the connection ended, while the client did nothing to end it; `undefined` if it still stood. */
  readonly lost?: TransportEnd | undefined;
  /** The end as everybody was told who still waited. */
  readonly ends: ReadonlyMap<string, Outcome>;
  /** The text that the iterator of the turn's events saw. */
  readonly text: string;
}

/** Calls that the server holds; with the one that triggers they fill the window. The others wait for room. */
const held = ["held 1", "held 2", "held 3"];
const queued = ["queued 1", "queued 2"];
const maxInFlight = held.length + 1;

/**
 * Connects, starts a turn with two readers and a run that waits behind it, fills the window and the queue with calls, and
 * then has the server show its fault. What still stands after it must still work. Then the client closes, twice.
 */
export async function play(transport: Transport, options: ScenarioOptions): Promise<ScenarioResult> {
  const settlements = new Settlements();
  const watched = watchedEnd(transport);
  const { requestTimeoutMs, retry } = options;
  let codex: Codex;
  try {
    codex = await Codex.connect({ transport: watched.transport, maxInFlight, requestTimeoutMs, retry });
  } catch (refused) {
    expect(watched.ends()).toBeLessThanOrEqual(1);
    return { refused, ends: new Map(), text: "" };
  }
  let lost: TransportEnd | undefined;
  let closing = false;
  const closed = codex.closed.then((end) => {
    if (!closing) lost = end;
    return end;
  });

  const started = await startTurn(codex, settlements);
  if ("error" in started) {
    // The server went before the turn began: then the end is all there is to see.
    await closed;
    closing = true;
    await Promise.all([codex.close(), codex.close()]);
    return { trigger: started, lost, ends: await settlements.all(), text: "" };
  }
  const { turn, text } = started;

  for (const name of held) settlements.track(name, codex.call("fault/hold", { name }, { timeoutMs: 0 }));
  const abort = new AbortController();
  settlements.track(
    "trigger",
    codex.call("fault/trigger", {}, { signal: abort.signal, timeoutMs: options.timeoutMs }),
  );
  if (options.abort !== undefined) abort.abort(options.abort);
  for (const name of queued) settlements.track(name, codex.call("fault/echo", name, { timeoutMs: 0 }));

  const trigger = await settlements.outcomeOf("trigger");
  if (stands(trigger)) {
    const params = { [`ünï ${"x".repeat(500)}`]: [1, null] };
    expect(await codex.call("fault/echo", params)).toEqual(params);
    await turn.interrupt();
    expect(await turn.result()).toMatchObject({ status: "interrupted" });
  } else {
    await closed;
  }
  closing = true;
  settlements.track("close", codex.close());
  settlements.track("close again", codex.close());
  settlements.track("late call", codex.call("fault/echo"));
  settlements.track("closed", closed);
  const ends = await settlements.all();
  await codex.close();
  expect(watched.ends(), "ends that the transport told").toBe(1);
  expect(watched.messagesAfterEnd(), "messages after the end").toBe(0);
  return { trigger, lost, ends, text: text() };
}

/** Whether a call that came out so leaves the connection as it was. */
function stands({ error }: Outcome): boolean {
  return !(error instanceof Error && /^(ConnectionClosed|Protocol)Error$/.test(error.name));
}

async function startTurn(
  codex: Codex,
  settlements: Settlements,
): Promise<{ readonly turn: Turn; readonly text: () => string } | { readonly error: unknown }> {
  try {
    const thread = await codex.startThread();
    const turn = await thread.runStreamed("go");
    let text = "";
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const iterator = turn.events[Symbol.asyncIterator]();
    const read = async (): Promise<string> => {
      for (;;) {
        const step = await iterator.next();
        if (step.done === true) return text;
        if (step.value.method !== "item/agentMessage/delta") continue;
        text += step.value.params.delta;
        begin();
      }
    };
    settlements.track("events", read());
    await Promise.race([begun, turn.result()]);
    settlements.track("result", turn.result());
    settlements.track("result again", turn.result());
    settlements.track("run behind it", thread.run("later"));
    return { turn, text: () => text };
  } catch (error) {
    return { error };
  }
}

/** Counts what a transport must do once, and what it must not do any more. */
function watchedEnd(transport: Transport) {
  let ends = 0;
  let messagesAfterEnd = 0;
  const watching: Transport = {
    open: (sink, options) =>
      transport.open(
        {
          message: (text) => {
            if (ends > 0) messagesAfterEnd += 1;
            sink.message(text);
          },
          closed: (end) => {
            ends += 1;
            sink.closed(end);
          },
        },
        options,
      ),
  };
  return { transport: watching, ends: () => ends, messagesAfterEnd: () => messagesAfterEnd };
}
