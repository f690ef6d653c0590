import { describe, expect, it } from "vitest";

import { Codex, isNotLoggedInError, type ConnectOptions, type Thread } from "../../../src/index.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";

const noLogin = { account: null, requiresOpenaiAuth: true };
const login = { account: { type: "apiKey" }, requiresOpenaiAuth: true };

type Answers = ConstructorParameters<typeof FakeServer>[0];

async function open(answers: Answers, options: Partial<ConnectOptions> = {}) {
  const server = new FakeServer(answers);
  const codex = await Codex.connect({ transport: server, ...options } as ConnectOptions);
  const thread = await codex.startThread();
  return {
    server,
    codex,
    thread,
    asked: () => server.paramsOf("account/read").length,
    [Symbol.asyncDispose]: () => codex.close(),
  };
}

async function isRefused(call: Promise<unknown>): Promise<boolean> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  return (
    isNotLoggedInError(error) &&
    error.threadId.startsWith("T") &&
    error.message.includes("codex.loginWithApiKey")
  );
}

describe("without a login that the model needs, nothing is sent by", () => {
  it.each<[string, string, (thread: Thread) => Promise<unknown>]>([
    ["run", "turn/start", (thread) => thread.run("Hi")],
    ["runStreamed", "turn/start", (thread) => thread.runStreamed("Hi")],
    ["compact", "thread/compact/start", (thread) => thread.compact()],
    ["goal.set", "thread/goal/set", (thread) => thread.goal.set({ objective: "Done" })],
  ])("%s", async (_, method, call) => {
    await using test = await open({ "account/read": () => noLogin });
    expect(await isRefused(call(test.thread))).toBe(true);
    expect(test.server.paramsOf(method)).toEqual([]);
  });
});

it("runs at the same time share one question, and a login that is there is asked for once", async () => {
  await using lacking = await open({
    "account/read": () => noLogin,
    "thread/resume": (params) => opened("T2", params),
  });
  const other = await lacking.codex.resumeThread("T2");
  expect(await Promise.all([isRefused(lacking.thread.run("1")), isRefused(other.run("2"))])).toEqual([
    true,
    true,
  ]);
  expect(lacking.asked()).toBe(1);

  await using there = await open({ "account/read": () => login });
  await there.thread.run("1");
  await there.thread.run("2");
  expect(there.asked()).toBe(1);
});

it("a login of another moment counts: what lacked is asked again, and so is all when the account changes", async () => {
  let answer: object = noLogin;
  await using test = await open({ "account/read": () => answer });
  expect(await isRefused(test.thread.run("1"))).toBe(true);
  answer = login;
  await test.thread.run("2");
  answer = noLogin;
  test.server.push({ method: "account/updated", params: { authMode: null, planType: null } });
  expect(await isRefused(test.thread.run("3"))).toBe(true);
});

it("a logout counts from its answer on: the account's change may be told later", async () => {
  let answer: object = login;
  await using test = await open({ "account/read": () => answer, "account/logout": () => ({}) });
  await test.thread.run("1");
  answer = noLogin;
  await test.codex.logout();
  expect(await isRefused(test.thread.run("2"))).toBe(true);
});

it("a login that comes while the server is asked counts", async () => {
  const answers = [noLogin, login];
  await using test: Awaited<ReturnType<typeof open>> = await open({
    "account/read": () => {
      if (answers.length === 2)
        test.server.push({ method: "account/updated", params: { authMode: "apikey" } });
      return answers.shift();
    },
  });
  await test.thread.run("1");
});

/** A server without a login whose configured provider says that it needs one. */
const configuredOwn = (own: object): Answers => ({
  "account/read": () => noLogin,
  "thread/start": (params) => opened("T", params, { modelProvider: "own" }),
  "config/read": () => ({ config: { model_provider: "own", model_providers: { own } }, origins: {} }),
});

describe("a turn is started where", () => {
  it.each<[string, Answers, Partial<ConnectOptions>]>([
    [
      "the provider needs no login",
      { "account/read": () => ({ account: null, requiresOpenaiAuth: false }) },
      {},
    ],
    [
      "the question is refused",
      {
        "account/read": () => {
          throw new Refusal(-32600);
        },
      },
      {},
    ],
    ["the answer cannot be read", { "account/read": () => "no" }, {}],
    ["requireLogin is false", { "account/read": () => noLogin }, { requireLogin: false }],
    [
      "the thread has a provider of its own",
      {
        "account/read": () => noLogin,
        "thread/start": (params) => opened("T", params, { modelProvider: "own" }),
      },
      {},
    ],
    ...[
      { env_key: "KEY" },
      { experimental_bearer_token: "token" },
      { http_headers: { Authorization: "Bearer token" } },
      { env_http_headers: { "X-Api-Key": "KEY" } },
    ].map((own): [string, Answers, Partial<ConnectOptions>] => [
      `its provider has a key of its own: ${JSON.stringify(own)}`,
      configuredOwn(own),
      {},
    ]),
  ])("%s", async (_, answers, options) => {
    await using test = await open(answers, options);
    expect((await test.thread.run("Hi")).status).toBe("completed");
  });
});

it("a thread whose provider is the configured one is refused as that is", async () => {
  await using test = await open(configuredOwn({ env_key: null, http_headers: { "X-Team": "tools" } }));
  expect(await isRefused(test.thread.run("Hi"))).toBe(true);
});

it("a raw turn is not checked", async () => {
  await using test = await open({ "account/read": () => noLogin });
  await test.codex.rpc.turn.start({
    threadId: "T",
    input: [{ type: "text", text: "Hi", text_elements: [] }],
  });
  expect(test.asked()).toBe(0);
});
