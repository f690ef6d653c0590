import { Codex, type Thread } from "@codex-typed/client";
import { functionCall, gate, message, startTestRuntime, type ReplyRule } from "@codex-typed/client/testing";

/** What was done. */
export interface Work {
  turns: number;
  interrupted: number;
  abandoned: number;
  approvals: number;
  requests: number;
  aborted: number;
  runtimes: number;
  characters: number;
}

export const noWork = (): Work => ({
  turns: 0,
  interrupted: 0,
  abandoned: 0,
  approvals: 0,
  requests: 0,
  aborted: 0,
  runtimes: 0,
  characters: 0,
});

const deltas = Array.from({ length: 200 }, (_, n) => `word ${String(n)} äöü 😀 `);

const replies: ReplyRule = (request) => {
  if (request.inputText === "hold") return gate(message("one two three", { deltas: 3 }), { afterDeltas: 1 });
  if (request.inputText !== "ask") return message(deltas.join(""), { deltas });
  if (request.toolOutput("escalated") !== undefined) return message("Done");
  const args = { cmd: "true", sandbox_permissions: "require_escalated", justification: "May I?" };
  return functionCall("exec_command", args, { callId: "escalated" });
};

/**
 * One life of a home: a runtime and the one after it, each with everything that a client does under way at the same time.
 *
 * @throws whatever goes wrong: a soak has no tolerance.
 */
export async function cycle(work: Work): Promise<void> {
  await using home = await startTestRuntime();
  home.model.respond(replies);
  let stored: string | undefined;
  for (let life = 0; life < 2; life++) {
    await using codex = await Codex.connect({
      runtime: home.runtime,
      onApproval: () => {
        work.approvals += 1;
        return work.approvals % 2 === 0 ? "accept" : "decline";
      },
    });
    work.runtimes += 1;
    const thread = stored === undefined ? await codex.startThread() : await codex.resumeThread(stored);
    stored = thread.id;
    await Promise.all([
      stream(thread, work),
      interrupt(await codex.startThread(), work),
      leave(await codex.startThread(), work),
      ask(await codex.startThread({ approvalMode: "ask" }), work),
      requests(codex, work),
    ]);
  }
}

async function stream(thread: Thread, work: Work): Promise<void> {
  const turn = await thread.runStreamed("stream");
  let text = "";
  for await (const event of turn.events) {
    if (event.method === "item/agentMessage/delta") text += event.params.delta;
  }
  const { finalResponse } = await turn.result();
  if (text !== deltas.join("") || text !== finalResponse) throw new RangeError("characters were lost");
  work.turns += 1;
  work.characters += text.length;
}

async function interrupt(thread: Thread, work: Work): Promise<void> {
  const controller = new AbortController();
  const turn = await thread.runStreamed("hold", { signal: controller.signal });
  for await (const event of turn.events) if (event.method === "item/agentMessage/delta") controller.abort();
  const { status } = await turn.result();
  if (status !== "interrupted") throw new RangeError(`an aborted turn is ${status}`);
  work.turns += 1;
  work.interrupted += 1;
}

/** Stops reading, and then the turn. */
async function leave(thread: Thread, work: Work): Promise<void> {
  const turn = await thread.runStreamed("hold");
  for await (const event of turn.events) if (event.method === "item/agentMessage/delta") break;
  await turn.interrupt();
  await turn.result();
  work.turns += 1;
  work.abandoned += 1;
}

async function ask(thread: Thread<"ask">, work: Work): Promise<void> {
  const { finalResponse } = await thread.run("ask");
  if (finalResponse !== "Done") throw new RangeError("an approval was lost");
  work.turns += 1;
}

async function requests(codex: Codex<never>, work: Work): Promise<void> {
  const controller = new AbortController();
  const kept = Array.from({ length: 100 }, () => codex.rpc.thread.loaded.list({}));
  const dropped = Array.from({ length: 100 }, () =>
    codex.rpc.thread.loaded.list({}, { signal: controller.signal }).catch((reason: unknown) => {
      if (reason !== controller.signal.reason) throw reason;
      work.aborted += 1;
    }),
  );
  await kept[0];
  controller.abort();
  await Promise.all([...kept, ...dropped]);
  work.requests += kept.length + dropped.length;
}
