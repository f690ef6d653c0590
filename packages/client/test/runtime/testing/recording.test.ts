import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import {
  createTestHome,
  disconnect,
  events,
  failure,
  functionCall,
  message,
  outputs,
  reasoning,
  recordModel,
  scriptFrom,
  startScriptedModel,
  startTestCodex,
  streamFailure,
  type PlainReply,
} from "../../../src/testing/index.js";

const key = "sk-test-0123456789abcdefghij";
const usage = { inputTokens: 100, cachedInputTokens: 40, outputTokens: 30, reasoningTokens: 20 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recording-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two turns, of which the first calls a tool; what a program sees of them. */
async function session(codex: Codex) {
  const thread = await codex.startThread({ approvalMode: "deny_all" });
  const results = [await thread.run("What is here?"), await thread.run(`My key is ${key}. And now?`)];
  return results.map(({ finalResponse, items, usage: tokens }) => ({
    finalResponse,
    tokens,
    items: items.flatMap((item) =>
      item.type === "commandExecution" ? [item.command, item.status, item.aggregatedOutput] : [item.type],
    ),
  }));
}

it("a session that was recorded is played again, without the model and without its key", async () => {
  await using upstream = await startScriptedModel();
  upstream.enqueue(
    outputs(
      reasoning("First I look"),
      message("Looking", { phase: "commentary", deltas: 2 }),
      functionCall("exec_command", { cmd: "echo from-$((40+2))" }, { callId: "c1" }),
    ),
    message("One file", { usage }),
    message(`Forget ${key}`, { deltas: 5, phase: "final_answer" }),
  );
  const file = join(folder, "session.json");
  const recorded = await (async () => {
    await using recorder = await recordModel({
      upstream: upstream.url,
      headers: { Authorization: `Bearer ${key}` },
    });
    await using home = await createTestHome({ baseUrl: recorder.url });
    await using codex = await Codex.connect({ runtime: { env: home.env, cwd: home.workspace } });
    const seen = await session(codex);
    await recorder.save(file);
    return seen;
  })();
  expect(upstream.requests[0]?.headers["authorization"]).toBe(`Bearer ${key}`);
  expect(recorded[0]?.tokens).toMatchObject({ total: { cachedInputTokens: 40, reasoningOutputTokens: 20 } });

  const text = await readFile(file, "utf8");
  expect(text).not.toContain(key);
  expect(JSON.parse(text)).toMatchObject({
    version: 1,
    exchanges: [
      { asker: "agent", request: { model: "mock-model", inputText: "What is here?" } },
      { reply: { kind: "outputs", items: [{ type: "message", deltas: ["One file"] }], usage } },
      {
        request: { inputText: "My key is [secret]. And now?" },
        reply: { items: [{ deltas: ["Forget [secret]"] }] },
      },
    ],
  });

  await using test = await startTestCodex();
  test.model.enqueue(...scriptFrom(JSON.parse(text)).agent);
  const played = await session(test.codex);
  expect(played[0]).toEqual(recorded[0]);
  expect(played[1]).toEqual({ ...recorded[1], finalResponse: "Forget [secret]" });
  test.model.assertDone();
});

describe("what is recorded", () => {
  const search = { type: "web_search_call", id: "ws_1", status: "completed" };
  const completed = { type: "response.completed", response: { id: "r", status: "completed" } };
  const found = { type: "response.output_item.done", output_index: 0, item: search };

  it("is each kind of reply, as the kit would say it", async () => {
    const given: readonly PlainReply[] = [
      failure({ status: 429, body: `no ${key}` }),
      streamFailure({ code: "rate_limit_exceeded", message: "slow" }),
      disconnect({ text: "half a sen" }),
      events({ type: "response.created", response: { id: "r" } }, found, completed),
    ];
    const replies = await recordingOf(given);
    expect(replies).toEqual([
      { ...given[0], body: "no [secret]" },
      given[1],
      given[2],
      { kind: "events", events: [{ type: "response.created", response: { id: "r" } }, found, completed] },
    ]);
    expect(
      await recordingOf(scriptFrom({ version: 1, exchanges: replies.map(asExchange) }).agent as PlainReply[]),
    ).toEqual(replies);
  });

  const asExchange = (reply: PlainReply) => ({ asker: "agent", reply });

  async function recordingOf(replies: readonly PlainReply[]): Promise<readonly PlainReply[]> {
    await using upstream = await startScriptedModel();
    upstream.enqueue(...replies);
    await using recorder = await recordModel({ upstream: upstream.url });
    const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "Hi" }] }];
    const body = JSON.stringify({ model: "m", stream: true, input });
    for (const _ of replies) {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(`${recorder.url}/responses`, { method: "POST", headers, body });
      await answer.text().catch(() => undefined);
    }
    await expect.poll(() => recorder.recording.exchanges.length).toBe(replies.length);
    return recorder.recording.exchanges.map(({ reply }) => reply);
  }

  it("is nothing of other requests, which are passed on", async () => {
    await using upstream = await startScriptedModel();
    await using recorder = await recordModel({ upstream: `${upstream.url}/` });
    expect((await fetch(`${recorder.url}/models?a=1`)).status).toBe(404);
    expect(upstream.unscripted.map(({ path }) => path)).toEqual(["/v1/models?a=1"]);
    expect(recorder.recording).toEqual({ version: 1, exchanges: [] });
    await upstream.close();
    const failed = await fetch(`${recorder.url}/models`);
    expect(failed.status).toBe(502);
    expect(await failed.text()).toContain(
      `model recorder: cannot pass the request on to ${upstream.url}/: connect ECONNREFUSED`,
    );
  });
});
