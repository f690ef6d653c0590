import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ApprovalMode, TurnEvent, Thread } from "@codex-typed/client";
import { functionCall, message } from "@codex-typed/client/testing";
import { expectEqual, UnmetExpectation } from "./failure.js";
import type { Stage } from "./stage.js";

/** A file that the model wants to write where its sandbox does not let it, and why. */
export interface Wish {
  readonly file: string;
  readonly why: string;
}

const TEXT = "hello";

/** Runs a turn in which the model asks to fulfil its wish, and answers with what the server told. */
export async function attempt(
  { screen, model, signal }: Stage,
  thread: Thread<ApprovalMode>,
  wish: Wish,
  { show = false }: { readonly show?: boolean } = {},
): Promise<readonly TurnEvent[]> {
  const cmd = `echo ${TEXT} > ../outside/${wish.file}`;
  if (show) screen.command(cmd, wish.why);
  model.enqueue(
    functionCall("exec_command", {
      cmd,
      sandbox_permissions: "require_escalated",
      justification: wish.why,
    }),
    message("So be it."),
  );
  const turn = await thread.runStreamed("Do what you want.", { signal });
  const events: TurnEvent[] = [];
  for await (const event of turn.events) events.push(event);
  signal.throwIfAborted();
  expectEqual("The turn's end", (await turn.result()).status, "completed");
  return events;
}

/** The text of the file that the wish made. */
export async function expectRun(stage: Stage, wish: Wish): Promise<string> {
  const text = await contentOf(stage, wish);
  expectEqual(`outside/${wish.file}`, text?.trim(), TEXT);
  return TEXT;
}

/** Nothing came of the wish. */
export async function expectNotRun(stage: Stage, wish: Wish): Promise<void> {
  const text = await contentOf(stage, wish);
  if (text === undefined) return;
  throw new UnmetExpectation("A command ran that was to be refused.", [
    ["expected", `no file outside/${wish.file}`],
    ["seen", `it is there and holds “${text.trim()}”`],
  ]);
}

/** What the reviewer said in a turn. */
export function reviewIn(events: readonly TurnEvent[]): { status: string; rationale: string } {
  for (const event of events) {
    if (event.method !== "item/autoApprovalReview/completed") continue;
    const { status, rationale } = event.params.review;
    return { status, rationale: rationale ?? "" };
  }
  throw new UnmetExpectation("The reviewer was not asked.", [
    ["expected", "a notification item/autoApprovalReview/completed"],
    ["seen", events.map(({ method }) => method).join(", ")],
  ]);
}

async function contentOf({ home }: Stage, { file }: Wish): Promise<string | undefined> {
  return readFile(path.join(home.outside, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
