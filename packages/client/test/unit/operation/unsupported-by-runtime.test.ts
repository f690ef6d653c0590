import { describe, expect, it } from "vitest";
import {
  Codex,
  externalMessage,
  isUnsupportedByRuntimeError,
  RUNTIME_VERSION,
  type ConnectOptions,
  type Thread,
} from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

async function connect(version: string | null, options: Partial<ConnectOptions> = {}) {
  const server = new FakeServer({
    initialize: () => ({ userAgent: version === null ? "something else" : `codex-typed/${version} (Test)` }),
  });
  const codex = await Codex.connect({ transport: server, ...options } as ConnectOptions & {
    experimentalApi: true;
  });
  const thread = await codex.startThread();
  return { codex, thread, server, [Symbol.asyncDispose]: () => codex.close() };
}

const methodsOf = ({ sent }: FakeServer): readonly unknown[] =>
  sent.map((line) => (JSON.parse(line) as { method?: unknown }).method);

/** What a call comes to, whether it throws at once or rejects. */
async function attempt(call: () => unknown): Promise<unknown> {
  return call();
}

type Call = (codex: Codex, thread: Thread) => unknown;

const tooNew: readonly (readonly [
  what: string,
  before: string,
  needed: string,
  option: string | undefined,
  call: Call,
])[] = [
  ["a method", "0.139.0", "0.140.0", undefined, (codex) => codex.deleteThread("T")],
  ["a method of a handle", "0.132.9", "0.133.0", undefined, (_, thread) => thread.goal.get()],
  [
    "an option",
    "0.169.0",
    "0.171.0",
    "includedThreadIds",
    (codex) => codex.listThreads({ includedThreadIds: ["T"] }),
  ],
  [
    "an option of a turn",
    "0.155.1",
    "0.156.1",
    "disabledPluginIds",
    (_, thread) => thread.run("Hi", { disabledPluginIds: ["p"] }),
  ],
  [
    "an external message",
    "0.150.1",
    "0.151.0",
    "input",
    (_, thread) => thread.run(externalMessage({ toolName: "mail", content: "Hi" })),
  ],
];

describe.each(tooNew)("%s that the runtime is too old for", (_, before, needed, option, call) => {
  it("is refused by name before anything is sent", async () => {
    await using side = await connect(before);
    const sent = side.server.sent.length;
    const error = await refusal(attempt(() => call(side.codex, side.thread)));
    expect(isUnsupportedByRuntimeError(error)).toBe(true);
    expect(error).toMatchObject({ option, needed, runtimeVersion: before });
    expect(String(error)).toMatch(`needs codex ${needed}, and this is codex ${before}. Update @openai/codex`);
    expect(side.server.sent).toHaveLength(sent);
  });

  it.each([
    ["the first release that has it", needed],
    ["another patch of its minor version", `${needed.split(".").slice(0, 2).join(".")}.0-alpha.1`],
    ["a newer one", "1.0.0"],
    ["one whose version cannot be read", "main"],
    ["a build from source", "0.0.0"],
    ["one that does not say its version", null],
  ])("is sent to %s", async (_case, version) => {
    await using side = await connect(version);
    const sent = side.server.sent.length;
    await attempt(() => call(side.codex, side.thread)).catch(() => undefined);
    expect(side.server.sent.length).toBeGreaterThan(sent);
  });
});

describe("what was experimental before", () => {
  it("is there earlier for a client that opted in", async () => {
    await using stable = await connect("0.150.1");
    const error = await refusal(stable.codex.resumeThread("T", { excludeTurns: true }));
    expect(error).toMatchObject({ needed: "0.151.0", option: "excludeTurns" });
    expect(String(error)).toMatch("A client that connects with experimentalApi: true has it here too.");
    await using optedIn = await connect("0.150.1", { experimentalApi: true });
    await optedIn.codex.resumeThread("T", { excludeTurns: true });
    expect(methodsOf(optedIn.server)).toContain("thread/resume");
  });

  it("is refused to it where it was not there either", async () => {
    await using side = await connect("0.142.5", { experimentalApi: true });
    expect(await refusal(attempt(() => side.thread.items()))).toMatchObject({ needed: "0.143.0" });
  });
});

it("an option that is undefined is not given", async () => {
  await using side = await connect("0.131.0");
  await side.thread.run("Hi", { disabledPluginIds: undefined });
  expect(methodsOf(side.server)).toContain("turn/start");
});

describe("codex.server.supports", () => {
  it.each([
    ["0.171.0", false, "thread/start", true],
    ["0.131.0", false, "thread/start", true],
    ["0.139.0", false, "thread/delete", false],
    ["0.140.0", false, "thread/delete", true],
    ["0.145.0", false, "thread/items/list", false],
    ["0.145.0", true, "thread/items/list", true],
    ["0.142.5", true, "thread/items/list", false],
    // Experimental to this day.
    [RUNTIME_VERSION, false, "thread/queue/add", false],
    [RUNTIME_VERSION, true, "thread/queue/add", true],
    ["0.147.0", true, "thread/queue/add", false],
    ["0.131.0", true, "memory/reset", true],
    [null, false, "thread/delete", true],
    ["0.0.0", false, "thread/delete", true],
    [null, false, "thread/queue/add", false],
    ["2.0.0", false, "thread/delete", true],
  ] as const)("of codex %s, opted in %s: %s → %s", async (version, experimentalApi, method, supported) => {
    await using side = await connect(version, experimentalApi ? { experimentalApi } : {});
    expect(side.codex.server.supports(method)).toBe(supported);
  });
});

it("codex.allowed() does not ask a runtime for profiles that has no list of them", async () => {
  await using old = await connect("0.132.0", { experimentalApi: true });
  await old.codex.allowed().catch(() => undefined);
  expect(methodsOf(old.server)).not.toContain("permissionProfile/list");
  await using young = await connect("0.133.0", { experimentalApi: true });
  await young.codex.allowed().catch(() => undefined);
  expect(methodsOf(young.server)).toContain("permissionProfile/list");
});
