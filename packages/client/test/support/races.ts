import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import {
  isApprovalModeNotAppliedError,
  type Codex,
  type SchemaInput,
  type Thread,
  type TurnResult,
} from "../../src/index.js";
import { functionCall, message, type ScriptedModel, type TestHome } from "../../src/testing/index.js";

/** How often each race is run; by hand, `RACES=200` says more. */
export const rounds = Number(process.env["RACES"] ?? 2);

/** The time that all rounds may take. */
export const raceTimeoutMs = 30_000 + rounds * 2_000;

/** How long the model thinks about a turn that is not the racing handle's, so that there is something to race with. */
const OTHERS_THINK_MS = 50;

let races = 0;

/** The prompt of a handle in a race, and the file that the model touches when it gets the prompt. */
export interface Prompt {
  readonly text: string;
  readonly wrote: boolean;
}

/** A prompt that no other race has. Its file lies outside the workspace: only full access can write it. */
export function racingPrompt({ outside }: Pick<TestHome, "outside">): Prompt {
  const path = join(outside, `race-${String(process.pid)}-${String(++races)}`);
  return {
    text: `touch ${path}`,
    get wrote() {
      return existsSync(path);
    },
  };
}

/** Has the model run the command of whatever {@link racingPrompt} is the newest text of the user, once; else it thinks and talks. */
export function scriptRaces({ respond }: Pick<ScriptedModel, "respond">): Disposable {
  return respond(async (request) => {
    const [, path] = /^touch (\S+)$/.exec(request.inputText) ?? [];
    if (path !== undefined && request.toolOutput(path) !== undefined) return message("Done");
    if (path !== undefined) return functionCall("exec_command", { cmd: `touch '${path}'` }, { callId: path });
    await pause(OTHERS_THINK_MS);
    return message("Other");
  });
}

/** How one race ended. */
export type Outcome =
  { readonly kind: "own" } | { readonly kind: "foreign" | "rejected" | "error"; readonly reason: unknown };

/** Runs a racing prompt, and says how it ended: as a turn of its own, as somebody else's, or not at all. */
export async function race(
  thread: Thread,
  prompt: Prompt,
  outputSchema?: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  try {
    const options = outputSchema === undefined ? {} : { outputSchema: outputSchema as SchemaInput };
    const turn = await thread.runStreamed(prompt.text, options);
    const result = await turn.result();
    return firstTextOf(result) === prompt.text
      ? { kind: "own" }
      : { kind: "foreign", reason: firstTextOf(result) };
  } catch (reason) {
    return { kind: isApprovalModeNotAppliedError(reason) ? "rejected" : "error", reason };
  }
}

/** What began the turn. Of a goal's turn that is steered before it says anything this is the steer: there the file alone tells. */
function firstTextOf({ items }: TurnResult): string | undefined {
  const first = items.find((item) => item.type === "userMessage" || item.type === "agentMessage");
  if (first?.type !== "userMessage") return undefined;
  return first.content.flatMap((part) => (part.type === "text" ? [part.text] : []))[0];
}

/** How often each thing happened. */
export interface Tally {
  readonly own: number;
  readonly rejected: number;
  readonly wrote: number;
  readonly foreign: number;
  readonly errors: readonly string[];
}

/** What a kind of race must come to if nothing is in the way of the run. */
export const allOwn: Tally = { own: rounds, rejected: 0, wrote: 0, foreign: 0, errors: [] };

/** Runs the rounds one after the other. */
export async function tally(
  round: (index: number) => Promise<{ readonly outcome: Outcome; readonly prompt: Prompt }>,
): Promise<Tally> {
  const seen = { own: 0, rejected: 0, wrote: 0, foreign: 0, errors: [] as string[] };
  for (let index = 0; index < rounds; index += 1) {
    const { outcome, prompt } = await round(index);
    if (prompt.wrote) seen.wrote += 1;
    if (outcome.kind === "error") seen.errors.push(String(outcome.reason));
    else seen[outcome.kind] += 1;
  }
  return seen;
}

/** Keeps which turns are over, since a race may learn late which of them it must wait for. */
export function watchTurns(codex: Pick<Codex, "on">) {
  const over = new Set<string>();
  let waiting: (() => void)[] = [];
  codex.on("turn/completed", ({ turn }) => {
    over.add(turn.id);
    for (const resolve of waiting.splice(0)) resolve();
  });
  return {
    /** Resolves when a turn is over, or already was. */
    async over(id: string): Promise<void> {
      while (!over.has(id)) await new Promise<void>((resolve) => (waiting = [...waiting, resolve]));
    },
  };
}

/** Resolves when a thread has been idle for long enough that nothing is about to begin. */
export async function quiet(codex: Pick<Codex, "rpc">, threadId: string): Promise<void> {
  for (let idle = 0; idle < 3;) {
    const { thread } = await codex.rpc.thread.read({ threadId });
    idle = thread.status.type === "active" ? 0 : idle + 1;
    await pause(15);
  }
}
