import { describe, expect, it } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isInvalidParamsError,
  type ApprovalMode,
} from "../../../src/index.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";

/** The overrides in the params of the last line sent. */
function overridesIn(server: FakeServer): object {
  const { params } = JSON.parse(server.sent.at(-1) ?? "{}") as { params: Record<string, unknown> };
  const { approvalPolicy, approvalsReviewer, sandboxPolicy } = params;
  return JSON.parse(JSON.stringify({ approvalPolicy, approvalsReviewer, sandboxPolicy })) as object;
}

/** No MCP servers, whose tools might keep full access. */
const withoutServers = { "mcpServerStatus/list": () => ({ data: [], nextCursor: null }) };

const connect = (server: FakeServer): Promise<Codex<ApprovalMode>> =>
  Codex.connect({ transport: server, onApproval: () => "decline" });

describe("a server that ignores the overrides of a resume", () => {
  const ignoring = {
    "thread/resume": () => opened("T", {}, { sandbox: { type: "dangerFullAccess" } }),
    ...withoutServers,
  };

  it("gets them with the first turn, and not again", async () => {
    const server = new FakeServer(ignoring);
    await using codex = await connect(server);
    const thread = await codex.resumeThread("T", { approvalMode: "deny_all", sandbox: "read_only" });
    expect(thread.settings).toMatchObject({ approvalMode: "ask", sandbox: { type: "dangerFullAccess" } });
    await thread.run("Hi");
    expect(overridesIn(server)).toEqual({ approvalPolicy: "never", sandboxPolicy: { type: "readOnly" } });
    expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
    await thread.run("Hi again");
    expect(overridesIn(server)).toEqual({});
  });

  it("gets them again after it refused a turn", async () => {
    let refused = false;
    const server: FakeServer = new FakeServer({
      ...ignoring,
      "turn/start": () => {
        if (refused) return { turn: { id: "U", items: [], status: "inProgress", error: null } };
        refused = true;
        throw new Refusal(-32602);
      },
    });
    await using codex = await connect(server);
    const thread = await codex.resumeThread("T", { approvalMode: "deny_all" });
    for (const attempt of ["refused", "accepted"]) {
      await thread.runStreamed(attempt).catch((error: unknown) => {
        expect(isInvalidParamsError(error)).toBe(true);
      });
      expect({ attempt, overrides: overridesIn(server) }).toEqual({
        attempt,
        overrides: { approvalPolicy: "never" },
      });
    }
  });
});

describe("a turn", () => {
  it("that the server refused leaves nothing of what only it asked", async () => {
    let refused = false;
    const server = new FakeServer({
      "turn/start": () => {
        if (refused) return { turn: { id: "U", items: [], status: "inProgress", error: null } };
        refused = true;
        throw new Refusal(-32602);
      },
    });
    await using codex = await connect(server);
    const thread = await codex.startThread({ approvalMode: "deny_all" });
    await expect(thread.run("Hi", { approvalMode: "ask" })).rejects.toMatchObject({ code: -32602 });
    await thread.runStreamed("Hi");
    expect(overridesIn(server)).toEqual({});
    expect(thread.settings.approvalMode).toBe("deny_all");
  });

  it("gets what was asked of its handle when another handle, or the server itself, has changed the thread", async () => {
    const server = new FakeServer(withoutServers);
    await using codex = await connect(server);
    const strict = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
    const loose = await codex.resumeThread("T", { approvalMode: "ask", sandbox: "full_access" });
    await loose.run("Hi");
    await strict.run("Hi");
    expect(overridesIn(server)).toEqual({ approvalPolicy: "never", sandboxPolicy: { type: "readOnly" } });
    server.push({
      method: "thread/settings/updated",
      params: {
        threadId: "T",
        threadSettings: {
          approvalPolicy: "on-request",
          approvalsReviewer: "auto_review",
          sandboxPolicy: { type: "dangerFullAccess" },
          model: "m",
          cwd: "/",
        },
      },
    });
    expect(strict.settings.approvalMode).toBe("auto_review");
    await strict.run("Hi");
    expect(overridesIn(server)).toEqual({ approvalPolicy: "never", sandboxPolicy: { type: "readOnly" } });
  });
});

describe("every turn of a handle carries what was asked of it", () => {
  const strict = { approvalPolicy: "never", sandboxPolicy: { type: "readOnly" } };
  const asked = { approvalMode: "deny_all", sandbox: "read_only" } as const;

  it("where other clients may talk to the same server", async () => {
    const server = new FakeServer();
    const transport = { shared: true, open: server.open.bind(server) };
    await using codex = await Codex.connect({ transport });
    const thread = await codex.startThread(asked);
    for (const turn of ["first", "second"]) {
      await thread.run(turn);
      expect({ turn, ...overridesIn(server) }).toEqual({ turn, ...strict });
    }
  });

  it("after a turn of somebody else, until the server says what is in force", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = await codex.startThread(asked);
    const elsewhere = { id: "V", items: [], status: "inProgress", error: null };
    server.push({ method: "turn/started", params: { threadId: "T", turn: elsewhere } });
    server.push({
      method: "turn/completed",
      params: { threadId: "T", turn: { ...elsewhere, status: "completed" } },
    });
    await thread.run("Hi");
    expect(overridesIn(server)).toEqual(strict);
    await thread.run("Hi");
    expect(overridesIn(server)).toEqual({});
  });

  it("after a turn of somebody else, also when another handle has brought but half of it", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = await codex.startThread(asked);
    const other = await codex.resumeThread("T", { approvalMode: "deny_all" });
    const elsewhere = { id: "V", items: [], status: "inProgress", error: null };
    server.push({ method: "turn/started", params: { threadId: "T", turn: elsewhere } });
    server.push({
      method: "turn/completed",
      params: { threadId: "T", turn: { ...elsewhere, status: "completed" } },
    });
    await other.run("Hi");
    expect(overridesIn(server)).toEqual({ approvalPolicy: "never" });
    await thread.run("Hi");
    expect(overridesIn(server)).toEqual(strict);
  });

  it("where the sandbox in force is of the kind that was asked for, but extended", async () => {
    const server = new FakeServer({
      "thread/resume": () => opened("T", {}, { sandbox: { type: "readOnly", networkAccess: true } }),
    });
    await using codex = await connect(server);
    const thread = await codex.resumeThread("T", { sandbox: "read_only" });
    await thread.run("Hi");
    expect(overridesIn(server)).toEqual({ sandboxPolicy: { type: "readOnly" } });
  });
});

describe("a turn under which the server says that something else is in force", () => {
  it("is interrupted, and its run rejects", async () => {
    const inForce = {
      approvalPolicy: "on-request",
      approvalsReviewer: "auto_review",
      sandboxPolicy: { type: "dangerFullAccess" },
      model: "m",
      cwd: "/",
    };
    const server: FakeServer = new FakeServer({
      "turn/start": () => {
        server.push({
          method: "thread/settings/updated",
          params: { threadId: "T", threadSettings: inForce },
        });
        return { turn: { id: "U", items: [], status: "inProgress", error: null } };
      },
    });
    await using codex = await connect(server);
    const thread = await codex.startThread();
    const error: unknown = await thread
      .run("Hi", { approvalMode: "deny_all", sandbox: "read_only" })
      .catch((reason: unknown) => reason);
    expect(isApprovalModeNotAppliedError(error) && error.message).toContain(
      "approval mode deny_all and sandbox readOnly",
    );
    expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: "U" }]);
  });
});

describe("the fork of a handle", () => {
  it("gets what the handle has, exactly, where the server has dropped it", async () => {
    const sandbox = { type: "workspaceWrite", writableRoots: ["/extra"], networkAccess: true };
    const server = new FakeServer({
      "thread/start": (params) => opened("T", params, { sandbox }),
      "thread/fork": () => opened("F", {}, { sandbox: { type: "readOnly" } }),
    });
    await using codex = await connect(server);
    const fork = await (await codex.startThread({ approvalMode: "deny_all" })).fork();
    await fork.run("Hi");
    expect(overridesIn(server)).toEqual({ approvalPolicy: "never", sandboxPolicy: sandbox });
  });

  it("gets nothing more where the server kept all of it", async () => {
    const server = new FakeServer({
      "thread/start": (params) => opened("T", params, { sandbox: { type: "workspaceWrite" } }),
      "thread/fork": () =>
        opened(
          "F",
          { approvalPolicy: "never" },
          {
            sandbox: {
              type: "workspaceWrite",
              writableRoots: [],
              networkAccess: false,
              excludeTmpdirEnvVar: false,
              excludeSlashTmp: false,
            },
          },
        ),
    });
    await using codex = await connect(server);
    const fork = await (await codex.startThread({ approvalMode: "deny_all" })).fork();
    await fork.run("Hi");
    expect(overridesIn(server)).toEqual({});
  });
});

describe("a start after which something else is in force than was asked", () => {
  it.each<[string, { asked: object; inForce: object; unmet: string }]>([
    [
      "another policy",
      {
        asked: { approvalMode: "deny_all" },
        inForce: { approvalPolicy: "on-request" },
        unmet: "approval mode deny_all",
      },
    ],
    [
      "another reviewer",
      { asked: {}, inForce: { approvalsReviewer: "user" }, unmet: "approval mode auto_review" },
    ],
    [
      "a policy that is no mode",
      { asked: {}, inForce: { approvalPolicy: "untrusted" }, unmet: "approval mode auto_review" },
    ],
    [
      "an unknown policy",
      {
        asked: { approvalMode: "ask" },
        inForce: { approvalPolicy: { yolo: {} } },
        unmet: "approval mode ask",
      },
    ],
    [
      "another sandbox",
      {
        asked: { sandbox: "read_only" },
        inForce: { sandbox: { type: "dangerFullAccess" } },
        unmet: "sandbox readOnly",
      },
    ],
  ])("is refused: %s", async (_, { asked, inForce, unmet }) => {
    const server = new FakeServer({ "thread/start": (params) => opened("T", params, inForce as never) });
    await using codex = await connect(server);
    const error: unknown = await codex.startThread(asked).catch((reason: unknown) => reason);
    expect(isApprovalModeNotAppliedError(error) && error).toMatchObject({ threadId: "T", settings: inForce });
    expect(String(error)).toContain(unmet);
    expect(server.sent.filter((text) => text.includes("turn/start"))).toEqual([]);
  });

  it("is not, where the server uses its older name for the reviewer", async () => {
    const inForce = { approvalsReviewer: "guardian_subagent" };
    const server = new FakeServer({ "thread/start": (params) => opened("T", params, inForce) });
    await using codex = await connect(server);
    expect((await codex.startThread()).settings.approvalMode).toBe("auto_review");
  });
});
