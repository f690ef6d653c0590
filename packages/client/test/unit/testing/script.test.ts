import { describe, expect, it } from "vitest";

import { captureRequest } from "../../../src/testing/capture-request.js";
import {
  applyPatch,
  customToolCall,
  failure,
  functionCall,
  gate,
  guardianVerdict,
  message,
  outputs,
  reasoning,
  recordModel,
  scriptFrom,
  TestingError,
  type Reply,
  type ToolOnOffer,
} from "../../../src/testing/index.js";
import { ReplyQueue } from "../../../src/testing/model-script.js";
import { unofferedCall } from "../../../src/testing/offered-tools.js";
import { refuseUndone } from "../../../src/testing/undone.js";

const requestWith = (...tools: readonly ToolOnOffer[]) =>
  captureRequest(1, {}, { model: "m", stream: true, input: [], tools });

describe("a script that is not done", () => {
  const agent = new ReplyQueue("the agent");
  const guardian = new ReplyQueue("the guardian");

  it("says nothing once it is", () => {
    agent.respond(() => message("for nobody"));
    expect(() => agent.assertDone()).not.toThrow();
    expect(() => refuseUndone(agent.undone, guardian.undone)).not.toThrow();
  });

  it("names what is left and what was asked in vain", () => {
    agent.enqueue(
      outputs(reasoning("I think"), functionCall("exec_command", { cmd: "ls" })),
      gate(message("Done. ".repeat(20))),
      failure({ status: 500 }),
    );
    guardian.enqueue(guardianVerdict({ outcome: "allow" }));
    const request = requestWith();
    guardian.unscripted.push({
      method: "POST",
      path: "/v1/responses",
      reason: "no reply left for request 1",
      request,
    });
    const error = caught(() => refuseUndone(agent.undone, guardian.undone));
    expect(error).toBeInstanceOf(TestingError);
    expect(error.message).toBe(
      [
        "The model's script is not done.",
        "3 left of what the agent was to say:",
        '  1. reasoning "I think", functionCall exec_command {"cmd":"ls"}',
        '  2. a gate before message "Done. Done. Done. Done. Done. Done. Done. Done. Done. Done. …"',
        "  3. failure 500",
        "1 left of what the guardian was to say:",
        '  1. message "{\\"outcome\\":\\"allow\\"}"',
        "1 asked of the guardian and not scripted:",
        "  1. no reply left for request 1",
      ].join("\n"),
    );
    expect(caught(() => agent.assertDone()).message).not.toContain("guardian");
  });

  it("is forgotten by a reset, with what was asked", async () => {
    await agent.take(requestWith());
    const waiting = agent.waitForRequests(9);
    agent.reset();
    guardian.reset();
    await expect(waiting).rejects.toThrow("The scripted model was reset.");
    expect(() => refuseUndone(agent.undone, guardian.undone)).not.toThrow();
    expect(agent.requests).toEqual([]);
    expect(await agent.take(requestWith())).toBeUndefined();
  });
});

describe("a call of a tool that the request does not offer", () => {
  const request = requestWith(
    { type: "function", name: "exec_command" },
    { type: "custom", name: "apply_patch" },
    { type: "namespace", name: "mcp__docs", tools: [{ type: "function", name: "search" }] },
    { type: "namespace", name: "functions", tools: [{ type: "function", name: "wait" }] },
  );
  const offer = "On offer: exec_command, apply_patch, mcp__docs.search, wait.";

  it.each<[what: string, reply: Reply]>([
    ["a tool", functionCall("exec_command", {})],
    ["one of an MCP server", functionCall("search", {}, { namespace: "mcp__docs" })],
    ["one of the runtime's own namespace", functionCall("wait", {})],
    ["a freeform one", customToolCall("apply_patch", "")],
    ["one that is called on purpose", functionCall("rm", {}, { unoffered: true })],
    ["none", message("Hi")],
  ])("is told from one of %s", (_what, reply) => {
    expect(unofferedCall(request, reply)).toBeUndefined();
  });

  it.each<[name: string, reply: Reply, hint: string]>([
    ["exec_comand", functionCall("exec_comand", {}), " (did you mean exec_command?). "],
    ["search", gate(functionCall("search", {})), " (did you mean mcp__docs.search?). "],
    ["weather", outputs(message("Hi"), customToolCall("weather", "")), ". "],
  ])("names it (%s), those on offer, and what may have been meant", (name, reply, hint) => {
    expect(unofferedCall(request, reply)).toBe(
      `the reply to request 1 calls the tool ${name}, which the request does not offer${hint}${offer} ` +
        "If that is on purpose, script the call with { unoffered: true }.",
    );
  });

  it("is none of what a search may find", () => {
    const searching = requestWith({ type: "tool_search" });
    expect(unofferedCall(searching, functionCall("look", {}, { namespace: "mcp__a" }))).toBeUndefined();
    expect(unofferedCall(searching, functionCall("look", {}))).toContain("On offer: tool_search.");
  });

  it("is any call where none is on offer", () => {
    expect(unofferedCall(requestWith(), functionCall("exec_command", {}))).toContain("On offer: none.");
    expect(unofferedCall(requestWith(), applyPatch(""))).toContain('such a one, { model: "gpt-5.5" }.');
  });
});

it.each([
  [{ inputTokens: -1 }, "inputTokens cannot be -1."],
  [{ outputTokens: 1.5 }, "outputTokens cannot be 1.5."],
  [{ cachedInputTokens: 11 }, "has 11 cachedInputTokens in 10 inputTokens: they are a part of these."],
  [{ reasoningTokens: 6 }, "has 6 reasoningTokens in 5 outputTokens: they are a part of these."],
])("a usage that no model could have is refused: %o", (usage, words) => {
  expect(() => message("Hi", { usage })).toThrow(words);
});

it.each<[what: string, recording: unknown, words: string]>([
  ["text", "{}", "A recording is an object with a version and exchanges, such as recordModel saves it."],
  [
    "a later version",
    { version: 2 },
    "A recording of version 2 cannot be read: this release reads version 1.",
  ],
  ["no exchanges", { version: 1 }, "The recording has no list of exchanges."],
  [
    "no reply",
    { version: 1, exchanges: [{ asker: "agent" }] },
    "Exchange 1 of the recording has no asker, or no reply",
  ],
])("a recording that cannot be played is refused: %s", (_what, recording, words) => {
  expect(() => scriptFrom(recording)).toThrow(words);
});

it("a recorder has to be told of a model", async () => {
  await expect(recordModel({ upstream: "api.openai.com" })).rejects.toThrow('not "api.openai.com".');
});

function caught(act: () => void): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new TypeError("It did not throw.");
}
