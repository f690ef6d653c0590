import { describe, expect, it } from "vitest";

import {
  failure,
  functionCall,
  gate,
  message,
  outputs,
  startScriptedModel,
  TestingError,
  type ScriptedModel,
} from "../../../src/testing/index.js";

function ask(model: ScriptedModel, text = "hi"): Promise<Response> {
  const input = [{ type: "message", role: "user", content: [{ type: "input_text", text }] }];
  return fetch(`${model.url}/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "m", stream: true, input }),
  });
}

describe("the scripted model", () => {
  it("answers other endpoints with 404, and records them", async () => {
    await using model = await startScriptedModel();
    const response = await fetch(`${model.url}/models?client_version=1`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: { message: "not a request for a response: GET /v1/models?client_version=1" },
    });
    const malformed = await fetch(`${model.url}/responses`, { method: "POST", body: "{" });
    expect(malformed.status).toBe(404);
    expect(model.unscripted.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v1/models?client_version=1",
      "POST /v1/responses",
    ]);
    expect(model.requests).toEqual([]);
  });

  it("gives every item and response an id of its own", async () => {
    await using model = await startScriptedModel();
    const both = outputs(message("a"), functionCall("f", "{malformed", { unoffered: true }));
    model.enqueue(both, both);
    const text = (await (await ask(model)).text()) + (await (await ask(model)).text());
    const ids = [...text.matchAll(/"(?:id|call_id)":"([^"]+)"/g)].map(([, id]) => id);
    // Two responses, each with the ids of: created and completed, a message added and done, a call and its call id.
    expect(new Set(ids).size).toBe(2 * 4);
    expect(text).toContain('"arguments":"{malformed"');
  });

  it("refuses a call of a tool that is not on offer, and its gate, and is not done then", async () => {
    await using model = await startScriptedModel();
    const held = gate(functionCall("look", {}));
    model.enqueue(held, message("never asked for"));
    const answer = await ask(model);
    const why =
      "the reply to request 1 calls the tool look, which the request does not offer. On offer: none.";
    expect({ status: answer.status, text: await answer.text() }).toEqual({
      status: 400,
      text: expect.stringContaining(`scripted model: ${why}`),
    });
    await expect(held.reached).rejects.toThrow(why);
    await fetch(`${model.url}/models`);
    const undone = caught(() => model.assertDone());
    expect(undone).toBeInstanceOf(TestingError);
    expect(undone.message.split("\n").map((line) => line.slice(0, 62))).toEqual([
      "The model's script is not done.",
      "1 left of what the agent was to say:",
      '  1. message "never asked for"',
      "1 asked of the agent and not scripted:",
      "  1. the reply to request 1 calls the tool look, which the req",
      "1 asked of the model's server and not scripted:",
      "  1. not a request for a response: GET /v1/models",
    ]);
    model.reset();
    model.assertDone();
    expect(model.unscripted).toEqual([]);
  });

  it("names each tool of a request once, wherever it stands in it", async () => {
    await using model = await startScriptedModel();
    model.enqueue(message("a"));
    const body = {
      model: "m",
      stream: true,
      tools: [
        { type: "function", name: "look" },
        { type: "web_search" },
        { type: "namespace", name: "mcp__docs", tools: [{ type: "function", name: "search" }] },
      ],
      input: [
        { type: "additional_tools", role: "developer", tools: [{ type: "custom", name: "exec" }] },
        { type: "additional_tools", role: "developer" },
        { type: "message", role: "user", tools: [{ type: "function", name: "no_offer" }] },
        { type: "additional_tools", tools: [{ type: "function", name: "look" }, { type: "clock" }] },
      ],
    };
    await fetch(`${model.url}/responses`, { method: "POST", body: JSON.stringify(body) });
    expect(model.requests[0]?.tools).toEqual(["look", "web_search", "mcp__docs", "search", "exec", "clock"]);
  });

  it("reports a rule that throws", async () => {
    await using model = await startScriptedModel();
    model.respond(() => {
      throw new TypeError("oops");
    });
    const response = await ask(model);
    expect(response.status).toBe(400);
    expect(await response.text()).toBe("scripted model: the rule for request 1 threw: TypeError: oops");
    expect(model.unscripted).toHaveLength(1);
  });

  it("gives two callers of nextRequest two requests, in order", async () => {
    await using model = await startScriptedModel();
    model.enqueue(message("a"), message("b"));
    const waiting = Promise.all([model.nextRequest(), model.nextRequest()]);
    await (await ask(model, "first")).text();
    await (await ask(model, "second")).text();
    expect((await waiting).map(({ inputText }) => inputText)).toEqual(["first", "second"]);
    expect(await model.waitForRequests(1)).toHaveLength(1);
  });

  it("ends held responses and every wait when it is closed", async () => {
    const model = await startScriptedModel();
    const held = gate(message("never"));
    const unreached = gate(message("never"));
    model.enqueue(held, unreached);
    const response = ask(model);
    await held.reached;
    const waits = [response, unreached.reached, model.waitForRequests(2), model.guardian.nextRequest()];
    const results = Promise.allSettled(waits);
    await Promise.all([model.close(), model.close()]);
    expect((await results).map(({ status }) => status)).toEqual(waits.map(() => "rejected"));
    await expect(model.waitForRequests(2)).rejects.toThrow(TestingError);
  });

  it("streams more than a socket's buffer holds", async () => {
    await using model = await startScriptedModel();
    const text = "0123456789abcdef".repeat(4_000);
    model.enqueue(message(text, { deltas: 20_000 }));
    const streamed = await (await ask(model)).text();
    const deltas = [...streamed.matchAll(/"delta":"([^"]*)"/g)].map(([, delta]) => delta);
    expect(deltas).toHaveLength(20_000);
    expect(deltas.join("")).toBe(text);
  });

  it("never cuts a character in two", async () => {
    await using model = await startScriptedModel();
    model.enqueue(message("😀😀😀", { deltas: 2 }));
    const streamed = await (await ask(model)).text();
    expect([...streamed.matchAll(/"delta":"([^"]*)"/g)].map(([, delta]) => delta)).toEqual(["😀", "😀😀"]);
  });

  it.each<[string, () => unknown]>([
    ["deltas that are another text", () => message("ab", { deltas: ["a"] })],
    ["text without deltas", () => message("ab", { deltas: 0 })],
    ["half a delta", () => message("ab", { deltas: 1.5 })],
    ["a failure that is none", () => failure({ status: 200 })],
    ["a gate after no delta", () => gate(message("ab"), { afterDeltas: 0 })],
  ])("refuses %s", (_, make) => {
    expect(make).toThrow(TestingError);
  });

  it("holds at the end if there are fewer deltas than the gate counts", async () => {
    await using model = await startScriptedModel();
    const late = gate(message("ab"), { afterDeltas: 9 });
    model.enqueue(late);
    const response = await ask(model);
    await late.reached;
    late.release();
    expect(await response.text()).toContain("response.completed");
  });
});

function caught(act: () => void): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new TypeError("It did not throw.");
}
