import { describe, expect, it } from "vitest";

import { Codex, isUsageError } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

const lone = "\ud800";
const mended = "\ufffd";

async function connect() {
  const server = new FakeServer({ "thread/goal/get": () => ({ goal: null }) });
  const codex = await Codex.connect({ transport: server, requireLogin: false });
  return { server, codex, thread: await codex.startThread(), [Symbol.asyncDispose]: () => codex.close() };
}

/** Every line that was sent is what a strict reader of JSON takes. */
function expectWellFormed({ sent }: FakeServer): void {
  expect(sent.filter((text) => !text.isWellFormed() || /\\ud[89a-f]/i.test(text))).toEqual([]);
}

describe("text that is not well-formed is sent with U+FFFD in its place", () => {
  it("in prompts, names and settings, nested ones too", async () => {
    await using given = await connect();
    const { codex, server, thread } = given;
    await thread.run(`a${lone}b`, { model: `m${lone}` });
    await thread.run([{ type: "text", text: lone }]);
    await thread.setName(`n${lone}`);
    await codex.startThread({ config: { web_search: { note: [lone] } }, developerInstructions: lone });
    expectWellFormed(server);
    expect(server.paramsOf("turn/start")).toMatchObject([
      { input: [{ text: `a${mended}b` }], model: `m${mended}` },
      { input: [{ text: mended }] },
    ]);
    expect(server.paramsOf("thread/name/set")).toMatchObject([{ name: `n${mended}` }]);
    expect(server.paramsOf("thread/start").at(-1)).toMatchObject({
      config: { web_search: { note: [mended] } },
      developerInstructions: mended,
    });
  });

  it("in replies", async () => {
    const server = new FakeServer();
    await using _codex = await Codex.connect({
      transport: server,
      onApproval: { userInput: () => ({ answers: { q: { answers: [`x${lone}`] } } }) },
    });
    const params = { threadId: "T", turnId: "U", itemId: "i", questions: [] };
    expect(await server.ask(1, "item/tool/requestUserInput", params)).toMatchObject({
      result: { answers: { q: { answers: [`x${mended}`] } } },
    });
    expectWellFormed(server);
  });

  it("a pair of surrogates stays as it is", async () => {
    await using given = await connect();
    await given.thread.run("👍 \\ud83d");
    expect(given.server.paramsOf("turn/start")).toMatchObject([{ input: [{ text: "👍 \\ud83d" }] }]);
  });
});

describe("what names something is refused at once, by its field", () => {
  it.each<[string, (given: Awaited<ReturnType<typeof connect>>) => Promise<unknown>, string]>([
    ["an id", ({ codex }) => codex.resumeThread(`T${lone}`), "threadId"],
    ["a folder", ({ thread }) => thread.run("Hi", { cwd: `/x${lone}` }), "cwd"],
    [
      "a path in a list",
      ({ thread }) => thread.run([{ type: "localImage", path: `/${lone}.png` }]),
      "input[0].path",
    ],
    ["a key", ({ codex }) => codex.startThread({ config: { [lone]: 1 } }), `config.${mended}`],
    ["an id of a raw call", ({ codex }) => codex.rpc.thread.read({ threadId: lone }), "threadId"],
  ])("%s", async (_, act, option) => {
    await using given = await connect();
    const before = given.server.sent.length;
    const error = await refusal(act(given));
    expect(isUsageError(error) && error.option).toBe(option);
    expect(given.server.sent).toHaveLength(before);
  });
});

describe("a number that JSON cannot write is refused, by its field, before anything is sent", () => {
  it.each([
    ["NaN", NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
  ])("%s", async (_, value) => {
    await using given = await connect();
    const before = given.server.sent.length;
    const error = await refusal(given.thread.goal.set({ objective: "Count", tokenBudget: value }));
    expect(isUsageError(error) && error.option).toBe("tokenBudget");
    expect(error).toMatchObject({ message: expect.stringContaining(String(value)) });
    const nested = await refusal(given.codex.call("any/method", { a: [{ b: value }] }));
    expect(isUsageError(nested) && nested.option).toBe("a[0].b");
    expect(given.server.sent).toHaveLength(before);
  });

  it.each([
    ["in an object of a class", Object.create({}, { b: { value: NaN, enumerable: true } }) as object],
    ["by toJSON", { b: { toJSON: () => NaN } }],
  ])("%s", async (_, value) => {
    await using given = await connect();
    const error = await refusal(given.codex.call("any/method", { a: value }));
    expect(isUsageError(error) && error.option).toBe("a.b");
  });

  it("null itself is sent as it is", async () => {
    await using given = await connect();
    await given.codex.call("any/method", { a: null, b: [null, 1] });
    expect(given.server.paramsOf("any/method")).toEqual([{ a: null, b: [null, 1] }]);
  });
});
