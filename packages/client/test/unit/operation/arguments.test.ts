import { describe, expect, it } from "vitest";

import { Codex, isUsageError, type Thread } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

/** Plain JavaScript has no types to hold it. */
type Untyped = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** What a call that no types check is refused with, and what it sent. */
async function refusalOf(call: (codex: Untyped, thread: Untyped) => unknown) {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  const thread: Thread = await codex.startThread();
  const before = server.sent.length;
  try {
    await call(codex as unknown as Untyped, thread as unknown as Untyped);
  } catch (error) {
    expect(server.sent.slice(before)).toEqual([]);
    if (isUsageError(error)) return [error.option, error.message];
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("an input that is none is refused, with what was given and what is taken", () => {
  it.each<[string, unknown, string]>([
    [
      "nothing",
      undefined,
      "Thread.run: input must be a text, a part, a list of parts or an externalMessage, not a value of type undefined",
    ],
    ["null", null, "not null"],
    ["a number", 3, "not 3"],
    ["an empty list", [], "not an empty list"],
    ["an object without a type", { text: "Hi" }, "not an object without a type"],
    [
      "a list with a text in it",
      [{ type: "text", text: "Hi" }, "there"],
      'input[1] must be a part, not "there"',
    ],
    [
      "a text part without a text",
      { type: "text", txt: "Hi" },
      "a text part whose text is a value of type undefined",
    ],
  ])("%s", async (_, input, words) => {
    expect(await refusalOf((_codex, thread) => thread["run"]?.(input))).toEqual([
      "input",
      expect.stringContaining(words),
    ]);
  });
});

describe("an argument of another kind is refused by", () => {
  it.each<[string, (codex: Untyped, thread: Untyped) => unknown, string, string]>([
    [
      "resumeThread",
      (codex) => codex["resumeThread"]?.(undefined),
      "threadId",
      "Codex.resumeThread: threadId must be the id of a thread",
    ],
    [
      "forkThread, of a thread",
      (codex, thread) => codex["forkThread"]?.(thread),
      "threadId",
      "It has an id: give that.",
    ],
    ["archiveThread", (codex) => codex["archiveThread"]?.(""), "threadId", 'not ""'],
    ["unarchiveThread", (codex) => codex["unarchiveThread"]?.(null), "threadId", "not null"],
    ["deleteThread", (codex) => codex["deleteThread"]?.(7), "threadId", "not 7"],
    [
      "setName",
      (_codex, thread) => thread["setName"]?.(3),
      "name",
      "Thread.setName: name must be a text, not 3.",
    ],
    [
      "run, of a controller for its signal",
      (_codex, thread) => thread["run"]?.("Hi", { signal: new AbortController() }),
      "signal",
      "Thread.run: signal must be an AbortSignal, not a value of type object. It has a signal: give that.",
    ],
    ["startThread, of a signal", (codex) => codex["startThread"]?.({ signal: 1 }), "signal", "not 1."],
    ["call", (codex) => codex["call"]?.(), "method", "Codex.call: method must be the name of a method"],
    [
      "on, of a method",
      (codex) => codex["on"]?.(undefined, () => undefined),
      "method",
      "the name of a notification",
    ],
    [
      "on, of a listener",
      (codex) => codex["on"]?.("turn/started"),
      "listener",
      "Codex.on: listener must be a function",
    ],
    ["onAny", (codex) => codex["onAny"]?.("turn/started"), "listener", "must be a function"],
    ["onConnectionChange", (codex) => codex["onConnectionChange"]?.({}), "listener", "must be a function"],
    [
      "a cwd that is no text",
      (codex) => codex["startThread"]?.({ cwd: 3 }),
      "cwd",
      "Codex.startThread: cwd must be the path of a folder, not 3.",
    ],
    [
      "a misspelt option",
      (_codex, thread) => thread["run"]?.("Hi", { modl: "x" }),
      "modl",
      "Did you mean model?",
    ],
  ])("%s", async (_, call, option, words) => {
    expect(await refusalOf(call)).toEqual([option, expect.stringContaining(words)]);
  });
});

describe("a thread's configuration", () => {
  it.each<[string, object, string]>([
    [
      "a hole in a list",
      { project_doc_fallback_filenames: ["a", undefined] },
      "config.project_doc_fallback_filenames[1]",
    ],
    ["no number", { model_context_window: NaN }, "config.model_context_window"],
    ["a function", { model_providers: { own: { name: () => "x" } } }, "config.model_providers.own.name"],
  ])("names the path of %s", async (_, config, path) => {
    expect(await refusalOf((codex) => codex["startThread"]?.({ config }))).toEqual([
      path,
      expect.stringContaining(path),
    ]);
  });

  it("leaves out what is undefined", async () => {
    const server = new FakeServer();
    await using codex = await Codex.connect({ transport: server });
    await codex.startThread({ config: { model: undefined, web_search: "live" } });
    expect(server.paramsOf("thread/start")[0]?.["config"]).toEqual({ web_search: "live" });
  });
});
