import { describe, expect, it } from "vitest";

import {
  disconnect,
  events,
  failure,
  functionCall,
  gate,
  message,
  outputs,
  reasoning,
  streamFailure,
  type Reply,
} from "../../../src/testing/index.js";
import { record, sharingRig, type RuntimeDriver } from "./runtime-driver.js";

const start = sharingRig();

/** The runtime's own choice, whose name changes with the runtime: a model that gets its tools as an item of the input. */
async function defaultModel(driver: RuntimeDriver): Promise<string> {
  const { data } = await driver.request("model/list", {});
  const models = Array.isArray(data) ? data.map(record) : [];
  return String(models.find(({ isDefault }) => isDefault === true)?.["model"]);
}

describe("a turn on the real runtime", () => {
  it("streams a message in the scripted deltas", async () => {
    const rig = await start();
    rig.model.enqueue(message("Hello world", { deltas: ["Hel", "lo ", "world"], phase: "final_answer" }));
    const turn = await rig.driver.run(await rig.driver.startThread(), "Say hello");

    const deltas = rig.driver.notifications.filter(({ method }) => method === "item/agentMessage/delta");
    expect(deltas.map(({ params }) => params["delta"])).toEqual(["Hel", "lo ", "world"]);
    expect(rig.driver.item("agentMessage")).toMatchObject({ text: "Hello world", phase: "final_answer" });
    expect(turn).toMatchObject({ status: "completed", error: null });
    expect(rig.model.pending).toBe(0);
    expect(rig.model.unscripted).toEqual([]);
  });

  it("captures what the runtime asks", async () => {
    const rig = await start();
    rig.model.enqueue(message("1"), message("2"));
    const threadId = await rig.driver.startThread({ developerInstructions: "Be kind" });
    await rig.driver.run(threadId, "first");
    const first = await rig.model.nextRequest();
    const turnId = await rig.driver.startTurn(threadId, "second");
    const second = await rig.model.nextRequest();
    await rig.driver.turn(turnId);

    expect(first).toMatchObject({ number: 1, inputText: "first", threadId, requestKind: "turn" });
    expect(first.subagent).toBeUndefined();
    expect(first.tools).toContain("exec_command");
    expect(first.texts("developer").join("\n")).toContain("Be kind");
    expect(first.body).toMatchObject({ model: "mock-model", stream: true, store: false });
    expect(first.headers["accept"]).toBe("text/event-stream");
    expect(second).toMatchObject({ number: 2, inputText: "second", turnId });
    expect(second.texts("assistant")).toEqual(["1"]);
    expect(await rig.model.waitForRequests(2)).toEqual([first, second]);
  });

  it("names the tools on offer, also where the runtime sends them as an item of the input", async () => {
    const rig = await start();
    rig.model.enqueue(message("1"), message("2"));
    const threadId = await rig.driver.startThread({ model: await defaultModel(rig.driver) });
    await rig.driver.run(threadId, "first");
    const first = await rig.model.nextRequest();
    expect(first.body).not.toHaveProperty("tools");
    expect(first.body.input.map(({ type }) => type)).toContain("additional_tools");
    expect(first.tools).toEqual(expect.arrayContaining(["functions", "exec", "wait"]));

    // The next model gets its tools in `tools`; the item that the first one got stays in the history.
    const input = [{ type: "text", text: "second" }];
    await rig.driver.request("turn/start", { threadId, input, model: "mock-model" });
    const second = await rig.model.nextRequest();
    expect(second.body.tools?.map(({ name }) => name)).toContain("exec_command");
    expect(second.tools).toEqual(expect.arrayContaining([...first.tools, "exec_command"]));
    expect(new Set(second.tools).size).toBe(second.tools.length);
  });

  it("runs a function call and gives its output back to the model", async () => {
    const rig = await start();
    rig.model.enqueue(
      outputs(
        reasoning("First I look"),
        message("Looking", { phase: "commentary" }),
        functionCall("exec_command", { cmd: "echo from-$((40+2))" }, { callId: "c1" }),
      ),
      message("Done", { usage: { inputTokens: 1000, outputTokens: 1 } }),
    );
    await rig.driver.run(await rig.driver.startThread(), "go");

    expect(rig.model.requests[0]?.toolOutput("c1")).toBeUndefined();
    expect(rig.model.requests[1]?.toolOutput("c1")).toContain("from-42");
    expect(rig.driver.item("reasoning")).toMatchObject({ summary: ["First I look"] });
    expect(rig.driver.item("commandExecution")).toMatchObject({ id: "c1", status: "completed" });
    const usage = await rig.driver.notification("thread/tokenUsage/updated", (params) =>
      JSON.stringify(params).includes('"inputTokens":1010'),
    );
    expect(usage.params["tokenUsage"]).toMatchObject({ total: { totalTokens: 1016 } });
  });

  it("holds a whole reply at a gate while the turn is in progress", async () => {
    const rig = await start();
    const late = gate(message("late"));
    rig.model.enqueue(late);
    const turnId = await rig.driver.startTurn(await rig.driver.startThread(), "wait for it");

    expect((await late.reached).inputText).toBe("wait for it");
    await rig.driver.notification("turn/started");
    expect(rig.driver.notifications.map(({ method }) => method)).not.toContain("turn/completed");
    late.release();
    expect(await rig.driver.turn(turnId)).toMatchObject({ status: "completed" });
    expect(rig.driver.item("agentMessage")).toMatchObject({ text: "late" });
  });

  it("holds a stream after some deltas, and lets go when the turn is interrupted", async () => {
    const rig = await start();
    const never = gate(message("one two three", { deltas: ["one ", "two ", "three"] }), { afterDeltas: 2 });
    rig.model.enqueue(never, message("next"));
    const threadId = await rig.driver.startThread();
    const turnId = await rig.driver.startTurn(threadId, "count");
    await never.reached;
    await rig.driver.notification("item/agentMessage/delta", (params) => params["delta"] === "two ");
    await rig.driver.request("turn/interrupt", { threadId, turnId });

    expect(await rig.driver.turn(turnId)).toMatchObject({ status: "interrupted" });
    const deltas = rig.driver.notifications.filter(({ method }) => method === "item/agentMessage/delta");
    expect(deltas.map(({ params }) => params["delta"])).toEqual(["one ", "two "]);
    expect(await rig.driver.run(threadId, "again")).toMatchObject({ status: "completed" });
  });

  it("sends the text before a disconnect", async () => {
    const rig = await start();
    rig.model.enqueue(disconnect({ text: "half a sen" }));
    const turn = await rig.driver.run(await rig.driver.startThread(), "fail");
    const delta = await rig.driver.notification("item/agentMessage/delta");
    expect(delta.params["delta"]).toBe("half a sen");
    expect(String(record(turn["error"])["message"])).toContain("stream disconnected");
  });

  it("fails a turn for which nothing was scripted, and says why", async () => {
    const rig = await start();
    const turn = await rig.driver.run(await rig.driver.startThread(), "anyone?");
    const reason = "no reply left for request 1 (last input: user message)";
    expect(turn).toMatchObject({ status: "failed", error: { message: `scripted model: ${reason}` } });
    expect(rig.model.unscripted).toEqual([
      { method: "POST", path: "/v1/responses", reason, request: rig.model.requests[0] },
    ]);
  });

  it("asks rules first, the newest first, then the queue", async () => {
    const rig = await start();
    rig.model.enqueue(message("from the queue"));
    rig.model.respond(({ inputText }) => (inputText === "a" ? message("old rule") : undefined));
    const newer = rig.model.respond(async ({ inputText }) =>
      inputText === "a" ? message("new rule") : undefined,
    );
    const threadId = await rig.driver.startThread();
    const answers: unknown[] = [];
    for (const text of ["a", "b", "a"]) {
      await rig.driver.run(threadId, text);
      answers.push(rig.driver.item("agentMessage")["text"]);
      if (text === "b") newer[Symbol.dispose]();
    }
    expect(answers).toEqual(["new rule", "from the queue", "old rule"]);
  });
});

describe("a failure of the model", () => {
  it.each<[string, { given: Reply; want: unknown }]>([
    ["HTTP 500", { given: failure({ status: 500 }), want: { codexErrorInfo: "internalServerError" } }],
    [
      "HTTP 400, with its body",
      { given: failure({ status: 400, body: "no such thing" }), want: { message: "no such thing" } },
    ],
    [
      "HTTP 429",
      {
        given: failure({ status: 429, headers: { "retry-after": "1" } }),
        want: { codexErrorInfo: { responseTooManyFailedAttempts: { httpStatusCode: 429 } } },
      },
    ],
    [
      "a usage limit",
      {
        given: failure({ status: 429, body: { error: { type: "usage_limit_reached" } } }),
        want: { codexErrorInfo: "usageLimitExceeded" },
      },
    ],
    [
      "response.failed with context_length_exceeded",
      {
        given: streamFailure({ code: "context_length_exceeded" }),
        want: { codexErrorInfo: "contextWindowExceeded" },
      },
    ],
    [
      "response.failed with rate_limit_exceeded",
      {
        given: streamFailure({ code: "rate_limit_exceeded", message: "slow down" }),
        want: { codexErrorInfo: "rateLimitExceeded", message: "rate limit exceeded: slow down" },
      },
    ],
    ["a disconnect", { given: disconnect({ text: "half a sen" }), want: { codexErrorInfo: "other" } }],
    [
      "a stream without an end",
      {
        given: events({ type: "response.created", response: { id: "r" } }),
        want: { codexErrorInfo: "other" },
      },
    ],
  ])("fails a turn with %s", async (_, { given, want }) => {
    const rig = await start();
    rig.model.enqueue(given);
    const turn = await rig.driver.run(await rig.driver.startThread(), "fail");
    expect(turn).toMatchObject({ status: "failed", error: want });
    expect(rig.model.requests).toHaveLength(1);
  });
});
