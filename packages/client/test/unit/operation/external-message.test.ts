import { describe, expect, it } from "vitest";

import { Codex, externalMessage, isUsageError } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

const read = (given: object) => externalMessage({ toolName: "read", content: "Hello", ...given });

it("is plain data, with content that is well-formed", () => {
  const message = read({ namespace: "mail", content: "a\ud800" });
  expect(message).toEqual({
    type: "externalMessage",
    toolOutput: { name: "read", namespace: "mail", output: "a\ufffd", retain: true },
  });
  expect(JSON.parse(JSON.stringify(message))).toEqual(message);
  expect(read({ retain: false, content: "" }).toolOutput).toEqual({
    name: "read",
    output: "",
    retain: false,
  });
});

describe("refused is", () => {
  it.each<[string, string, unknown]>([
    ["no name", "toolName", undefined],
    ["an empty name", "toolName", ""],
    ["a name with a blank", "toolName", "read mail"],
    ["a name with a line end", "toolName", "read\n"],
    ["a name that is not well-formed", "toolName", "\ud800"],
    ["a name that is too long", "toolName", "a".repeat(129)],
    ["a namespace that is no name", "namespace", ""],
    ["a namespace that is null", "namespace", null],
    ["no content", "content", undefined],
    ["content that is no text", "content", [{ type: "input_text", text: "Hello" }]],
  ])("%s", (_, option, value) => {
    let error: unknown;
    try {
      read({ [option]: value });
    } catch (thrown) {
      error = thrown;
    }
    if (!isUsageError(error)) throw error;
    expect(error.option).toBe(option);
  });

  it("an id of the user's message beside it, before anything is sent", async () => {
    const server = new FakeServer();
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread();
    const error = await refusal(thread.run(read({}), { clientUserMessageId: "M" }));
    expect(isUsageError(error) && error.option).toBe("clientUserMessageId");
    expect(server.paramsOf("turn/start")).toEqual([]);
  });

  it("to add it to a turn, which the types say too", async () => {
    const server = new FakeServer();
    await using codex = await Codex.connect({ transport: server });
    const turn = await (await codex.startThread()).runStreamed("Hi");
    // @ts-expect-error: a turn begins with an external message, or has none
    const error = await refusal(turn.steer(read({})));
    expect(isUsageError(error) && error.option).toBe("input");
    expect(server.paramsOf("turn/steer")).toEqual([]);
  });
});

it("is sent alone, with nothing that the user said", async () => {
  const server = Object.assign(new FakeServer(), { shared: true });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  await thread.runStreamed(read({}));
  expect(server.paramsOf("turn/start")).toMatchObject([
    { input: [], toolOutput: { name: "read", output: "Hello", retain: true } },
  ]);
  expect(server.paramsOf("turn/start")[0]).not.toHaveProperty("clientUserMessageId");
});

describe("an external message to be retained", () => {
  async function warningsOf(version: string, ...messages: readonly ReturnType<typeof externalMessage>[]) {
    const server = new FakeServer({ initialize: () => ({ userAgent: `codex-typed/${version} (Test)` }) });
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread();
    for (const message of messages) await thread.run(message);
    return codex.warnings.map(({ method, message }) => `${method}: ${message}`);
  }

  it("is warned of once where the runtime forgets it at a compaction all the same", async () => {
    const warnings = await warningsOf("0.169.0", read({}), read({ retain: true }));
    expect(warnings).toEqual([
      expect.stringMatching(/^client\/externalMessageNotRetained: .*codex 0\.169\.0 does not retain it/),
    ]);
  });

  it("is no matter where the runtime keeps it, or nobody asks", async () => {
    expect(await warningsOf("0.171.0", read({}))).toEqual([]);
    expect(await warningsOf("0.169.0", read({ retain: false }))).toEqual([]);
  });
});
