import { describe, expect, it } from "vitest";

import { Codex, type ApprovalContext, type ApprovalRequest } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import type { ServerRequests } from "../../../src/types.js";
import { FakeServer } from "../../support/fake-server.js";

const denied = { decision: { denied: { rejection: "This client does not take legacy approvals." } } };

/** Every request that the server may send, and its refusal. The type keeps the list whole. */
const refusals: { readonly [Method in keyof ServerRequests]: object } = {
  "item/commandExecution/requestApproval": { result: { decision: "decline" } },
  "item/fileChange/requestApproval": { result: { decision: "decline" } },
  "item/permissions/requestApproval": { result: { permissions: {}, scope: "turn" } },
  "mcpServer/elicitation/request": { result: { action: "decline", content: null } },
  "item/tool/requestUserInput": { result: { answers: {} } },
  "item/tool/call": {
    result: { success: false, contentItems: [{ type: "inputText", text: "This client has no such tool." }] },
  },
  applyPatchApproval: { result: denied },
  execCommandApproval: { result: denied },
  "account/chatgptAuthTokens/refresh": {
    error: { code: -32603, message: "This client does not answer account/chatgptAuthTokens/refresh." },
  },
  "attestation/generate": {
    error: { code: -32603, message: "This client does not answer attestation/generate." },
  },
};

describe("a request of the server that nobody handles is refused in its own words", () => {
  it.each(Object.entries(refusals))("%s", async (method, want) => {
    const server = new FakeServer();
    await using _codex = await Codex.connect({ transport: server });
    expect(await server.ask(0, method)).toEqual({ id: 0, ...want });
  });

  it("an unknown one too", async () => {
    const server = new FakeServer();
    await using _codex = await Codex.connect({ transport: server });
    expect(await server.ask(0, "item/toString")).toMatchObject({ error: { code: -32603 } });
    expect(await server.ask(1, "toString")).toMatchObject({ error: { code: -32603 } });
  });

  it("a handler is asked about approvals only", async () => {
    const server = new FakeServer();
    const asked: string[] = [];
    await using _codex = await Codex.connect({
      transport: server,
      onApproval: ({ kind }) => {
        asked.push(kind);
        return "decline";
      },
    });
    for (const [id, [method, refusal]] of Object.entries(refusals).entries()) {
      expect(await server.ask(id, method, { itemId: "i", turnId: "U", threadId: "T" })).toEqual({
        id,
        ...refusal,
      });
    }
    expect(asked).toEqual(["command", "fileChange", "permissions", "mcpElicitation", "userInput"]);
  });
});

describe("a handler", () => {
  const params = { threadId: "T", turnId: "U", itemId: "i" };

  it.each<[string, object]>([
    [
      "another client has answered",
      { method: "serverRequest/resolved", params: { threadId: "T", requestId: 7 } },
    ],
    [
      "its turn is over",
      {
        method: "turn/completed",
        params: { threadId: "T", turn: { id: "U", items: [], status: "interrupted" } },
      },
    ],
  ])("learns by its signal that %s", async (_, notification) => {
    const server = new FakeServer();
    const asked = new Deferred<ApprovalContext>();
    await using _codex = await Codex.connect({
      transport: server,
      onApproval: (_request, context) => {
        asked.resolve(context);
        return new Promise(() => undefined);
      },
    });
    const answer = server.ask(7, "item/commandExecution/requestApproval", params);
    const { signal } = await asked.promise;
    server.push({ method: "serverRequest/resolved", params: { threadId: "T", requestId: 8 } });
    expect(signal.aborted).toBe(false);
    server.push(notification);
    expect(signal.aborted).toBe(true);
    expect((await answer).result).toEqual({ decision: "decline" });
  });

  it("gets the changes of a file-change item that was announced before, and none otherwise", async () => {
    const server = new FakeServer();
    const requests: ApprovalRequest[] = [];
    await using _codex = await Codex.connect({
      transport: server,
      onApproval: (request) => {
        requests.push(request);
        return "decline";
      },
    });
    const changes = [{ path: "/a", kind: { type: "add" }, diff: "+a" }];
    const item = { type: "fileChange", id: "i", changes, status: "inProgress" };
    server.push({ method: "item/started", params: { ...params, item } });
    await server.ask(1, "item/fileChange/requestApproval", params);
    await server.ask(2, "item/fileChange/requestApproval", { ...params, itemId: "other" });
    expect(requests).toEqual([
      { ...params, kind: "fileChange", changes },
      { ...params, itemId: "other", kind: "fileChange", changes: [] },
    ]);
  });
});
