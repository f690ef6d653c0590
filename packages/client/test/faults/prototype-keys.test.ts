import { afterEach, describe, expect, test } from "vitest";
import { Codex, type ConnectOptions, type TurnResult } from "../../src/index.js";
import { configFlags } from "../../src/connect/config-flags.js";
import { FakeServer } from "../support/fake-server.js";

/** As JSON.parse makes it of text: an own member of that name. */
const parsed = <T>(json: string): T => JSON.parse(json) as T;
const evilNames = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString"];

const pristine = Reflect.ownKeys(Object.prototype).length;
afterEach(() => {
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(pristine);
});

async function connect(server: FakeServer, options: Partial<ConnectOptions> = {}) {
  return Codex.connect({ ...options, transport: server } as ConnectOptions);
}

describe("names of the prototype, where the server chooses them,", () => {
  test("are members like others in notifications and results", async () => {
    const params = parsed<object>(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"threadId":"__proto__"}',
    );
    const server = new FakeServer({ echo: () => params });
    await using codex = await connect(server);
    const heard: unknown[] = [];
    codex.on("warning", (warning) => heard.push(warning));
    server.push({ method: "warning", params });
    expect(heard).toEqual([params]);
    expect(await codex.call("echo")).toEqual(params);
    expect(Object.keys(heard[0] as object)).toEqual(["__proto__", "constructor", "threadId"]);
  });

  test("are ids like others of threads, turns and items", async () => {
    const server: FakeServer = new FakeServer({
      "thread/start": () => ({
        thread: { id: "__proto__" },
        approvalPolicy: "on-request",
        approvalsReviewer: "auto_review",
        sandbox: { type: "readOnly" },
        model: "m",
        cwd: "/",
      }),
      "turn/start": ({ threadId }) => {
        const turn = { id: "constructor", items: [], status: "inProgress", error: null };
        const at = { threadId, turnId: turn.id };
        for (const id of evilNames) {
          const item = { type: "agentMessage", id, text: `text of ${id}`, phase: null };
          server.push({ method: "item/started", params: { ...at, item } });
          server.push({ method: "item/agentMessage/delta", params: { ...at, itemId: id, delta: id } });
          server.push({ method: "item/completed", params: { ...at, item } });
        }
        server.push({
          method: "turn/completed",
          params: { threadId, turn: { ...turn, status: "completed" } },
        });
        return { turn };
      },
    });
    await using codex = await connect(server);
    const thread = await codex.startThread();
    const turn = await thread.runStreamed("go");
    const deltas: string[] = [];
    for await (const event of turn.events) {
      if (event.method === "item/agentMessage/delta") deltas.push(event.params.delta);
    }
    const { items, finalResponse }: TurnResult = await turn.result();
    expect(deltas).toEqual(evilNames);
    expect(items.map(({ id }) => id)).toEqual(evilNames);
    expect([thread.id, turn.id, finalResponse]).toEqual(["__proto__", "constructor", "text of toString"]);
  });

  test.each(evilNames)("are methods that nobody answers, and that are refused: %s", async (method) => {
    const server = new FakeServer();
    await using _codex = await connect(server);
    expect(await server.ask(7, method)).toMatchObject({ id: 7, error: {} });
  });
});

describe("names of the prototype, where the caller chooses them,", () => {
  const given = (json: string): never => parsed<never>(json);

  test("reach the server as they were given", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const json = '{"__proto__":{"a":1},"constructor":2}';
    await codex.call("echo", parsed(json));
    expect(server.sent.at(-1)).toContain(`"params":${json}`);
  });

  test.each(evilNames)("are no options: %s", async (name) => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = await codex.startThread();
    const sent = server.sent.length;
    const failure = { name: "UsageError", option: name };
    await expect(codex.startThread(given(`{"${name}":{"approvalPolicy":"never"}}`))).rejects.toMatchObject(
      failure,
    );
    await expect(thread.run("go", given(`{"${name}":1}`))).rejects.toMatchObject(failure);
    expect(server.sent).toHaveLength(sent);
  });

  test("are no way round the approval mode", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const sent = server.sent.length;
    for (const name of evilNames) {
      const options = given(`{"config":{"${name}":{"approval_policy":"never"}}}`);
      await expect(codex.startThread(options)).rejects.toMatchObject({ name: "ApprovalModeError" });
      await expect(codex.startThread(given(`{"approvalMode":"${name}"}`))).rejects.toMatchObject({
        name: "ApprovalModeError",
      });
    }
    expect(server.sent).toHaveLength(sent);
  });

  test("are settings like others in the runtime's configuration", () => {
    expect(configFlags(given('{"__proto__":{"a":1},"constructor":2}'))).toEqual([
      "-c",
      "__proto__.a=1",
      "-c",
      "constructor=2",
    ]);
  });
});
