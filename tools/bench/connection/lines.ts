import type { ServerNotification } from "@codex-typed/client";

/** The thread and the turn of the prepared lines. */
export const THREAD_ID = "01a202e1-43e1-7e92-8c8f-ce9278d4729f";
export const TURN_ID = "01a202e1-43fb-7133-bac7-6cbf946a35b3";

const itemId = "msg_0a51f2f5b7c2493e";
const emittedAtMs = 1_795_344_647_450;

/** A turn as the runtime tells it, as bytes: its start, so many deltas of one message, its end. About 218 bytes a delta. */
export function turnLines(deltas: number, { jsonrpc }: { readonly jsonrpc: boolean }): Buffer {
  const texts = Array.from({ length: deltas }, (_, index) => deltaText(index));
  const turn = { id: TURN_ID, items: [], status: "inProgress", error: null };
  const item = {
    type: "agentMessage",
    id: itemId,
    text: texts.join(""),
    phase: null,
    memoryCitation: null,
  };
  const of = { threadId: THREAD_ID, turnId: TURN_ID };
  const notifications: readonly { readonly method: ServerNotification["method"]; readonly params: object }[] =
    [
      { method: "turn/started", params: { threadId: THREAD_ID, turn } },
      { method: "item/started", params: { item: { ...item, text: "" }, ...of, startedAtMs: emittedAtMs } },
      ...texts.map(
        (delta) => ({ method: "item/agentMessage/delta", params: { ...of, itemId, delta } }) as const,
      ),
      { method: "item/completed", params: { item, ...of, completedAtMs: emittedAtMs } },
      {
        method: "turn/completed",
        params: { threadId: THREAD_ID, turn: { ...turn, status: "completed", items: [item] } },
      },
    ];
  const version = jsonrpc ? { jsonrpc: "2.0" } : {};
  return Buffer.from(
    notifications.map((message) => `${JSON.stringify({ ...version, ...message, emittedAtMs })}\n`).join(""),
  );
}

/** The characters that `turnLines` tells in deltas. */
export function characters(deltas: number): number {
  return Array.from({ length: deltas }, (_, index) => deltaText(index).length).reduce((a, b) => a + b, 0);
}

/** Like a model's: words, in every tenth delta what JSON escapes, in every hundredth what is not ASCII. */
function deltaText(index: number): string {
  if (index % 100 === 50) return " — naïve";
  if (index % 10 === 5) return '.\n"So"';
  return ` word${String(index % 1000)}`;
}
