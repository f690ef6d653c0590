import { describe, expect, it, vi } from "vitest";

import {
  Codex,
  isConnectionClosedError,
  isLoginFailedError,
  isRequestTimeoutError,
  isRpcError,
  isUsageError,
} from "../../../src/index.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

const key = "sk-secret-0123456789";

const completion = (loginId: string | null, success: boolean, error: string | null = null) => ({
  method: "account/login/completed",
  params: { loginId, success, error },
});

interface Script {
  /** What the server sends before it answers `account/login/start`, and what after. */
  readonly before?: readonly object[];
  readonly after?: readonly object[];
  readonly start?: (params: Readonly<Record<string, unknown>>) => unknown;
  readonly cancel?: () => unknown;
}

/** A server whose logins are L1, L2, …; by key they have no id. */
async function serve({ before = [], after = [], start, cancel }: Script = {}) {
  let logins = 0;
  const server: FakeServer = new FakeServer({
    "account/login/start": (params) => {
      if (start !== undefined) return start(params);
      const { type } = params;
      for (const message of before) server.push(message);
      queueMicrotask(() => {
        for (const message of after) server.push(message);
      });
      const loginId = `L${String(++logins)}`;
      if (type === "apiKey") return { type };
      return type === "chatgpt"
        ? { type, loginId, authUrl: "https://login.example" }
        : { type, loginId, verificationUrl: "https://device.example", userCode: "ABCD-EFGH" };
    },
    "account/login/cancel": cancel ?? (() => ({ status: "canceled" })),
  });
  const codex = await Codex.connect({ transport: server });
  const sent = (method: string): number => server.sent.filter((text) => text.includes(`"${method}"`)).length;
  return { codex, server, sent, [Symbol.asyncDispose]: () => codex.close() };
}

describe("loginWithApiKey", () => {
  it.each<[string, Script]>([
    ["after the answer", { after: [completion(null, true)] }],
    ["before the answer", { before: [completion(null, true)] }],
    ["among those of other logins", { before: [completion("L9", false)], after: [completion(null, true)] }],
  ])("resolves at a completion that comes %s", async (_, script) => {
    await using given = await serve(script);
    await given.codex.loginWithApiKey(key);
    expect(given.server.sent.at(-1)).toContain(`"params":{"type":"apiKey","apiKey":"${key}"}`);
  });

  it.each<[string, Script]>([
    ["after the answer", { after: [completion(null, false, "bad key")] }],
    ["before the answer", { before: [completion(null, false, "bad key")] }],
  ])("rejects at a failure that comes %s, with the server's reason", async (_, script) => {
    await using given = await serve(script);
    const error = await refusal(given.codex.loginWithApiKey(key));
    expect(isLoginFailedError(error) && [error.loginId, error.message]).toEqual([
      null,
      "The login failed: bad key",
    ]);
  });

  it("takes one at a time, so that none takes the end of another for its own", async () => {
    const given = await serve({ start: () => ({ type: "apiKey" }) });
    await using _ = given;
    const first = given.codex.loginWithApiKey(key);
    const second = refusal(given.codex.loginWithApiKey(key));
    await vi.waitFor(() => {
      expect(given.sent("account/login/start")).toBe(1);
    });
    await given.codex.rpc.model.list({});
    expect(given.sent("account/login/start")).toBe(1);
    given.server.push(completion(null, true));
    await first;
    while (given.sent("account/login/start") < 2) await given.codex.rpc.model.list({});
    given.server.push(completion(null, false, "second"));
    expect(isLoginFailedError(await second)).toBe(true);
  });

  it("rejects when the connection ends, when the server says nothing in time, and on an abort", async () => {
    const closed = await serve();
    const login = refusal(closed.codex.loginWithApiKey(key));
    await closed.codex.rpc.model.list({});
    await closed.codex.close();
    expect(isConnectionClosedError(await login)).toBe(true);

    await using given = await serve();
    expect(isRequestTimeoutError(await refusal(given.codex.loginWithApiKey(key, { timeoutMs: 5 })))).toBe(
      true,
    );
    const signal = AbortSignal.abort("no");
    expect(await refusal(given.codex.loginWithApiKey(key, { signal }))).toBe("no");
    expect(given.sent("account/login/start")).toBe(1);
  });

  it.each(["", "  ", undefined, 7])("refuses %j as a key, and sends nothing", async (bad) => {
    await using given = await serve();
    const error = await refusal(given.codex.loginWithApiKey(bad as string));
    expect(isUsageError(error) && error.option).toBe("apiKey");
    expect(given.sent("account/login/start")).toBe(0);
  });

  it.each<[string, Script]>([
    ["a failure", { after: [completion(null, false, `bad key ${key}`)] }],
    [
      "a refusal",
      {
        start: () => {
          throw Object.assign(new Refusal(-32600), { message: `cannot take ${key}` });
        },
      },
    ],
  ])("never has the key in its error, also when the server repeats it in %s", async (_, script) => {
    await using given = await serve(script);
    const error = (await refusal(given.codex.loginWithApiKey(key))) as Error;
    expect(isLoginFailedError(error)).toBe(true);
    expect(JSON.stringify([error.message, error.stack, error, error.cause])).not.toContain(key);
    expect(error.message).toContain("[secret]");
  });

  it("rejects with the server's refusal as it is, where the key is not in it", async () => {
    await using given = await serve({
      start: () => {
        throw new Refusal(-32600);
      },
    });
    expect(isRpcError(await refusal(given.codex.loginWithApiKey(key)))).toBe(true);
  });
});

describe.each([
  ["loginWithChatGpt", (codex: Codex, signal?: AbortSignal) => codex.loginWithChatGpt({ signal })],
  ["loginWithDeviceCode", (codex: Codex, signal?: AbortSignal) => codex.loginWithDeviceCode({ signal })],
] as const)("%s", (name, start) => {
  it("says where to log in", async () => {
    await using given = await serve();
    const login = await start(given.codex);
    expect(login).toMatchObject(
      name === "loginWithChatGpt"
        ? { loginId: "L1", authUrl: "https://login.example" }
        : { loginId: "L1", verificationUrl: "https://device.example", userCode: "ABCD-EFGH" },
    );
  });

  it.each<[string, Script]>([
    ["before the answer", { before: [completion("L9", false), completion("L1", true)] }],
    ["after the answer", { after: [completion("L1", true), completion("L1", false)] }],
  ])("waits for the completion, which comes %s, any number of times", async (_, script) => {
    await using given = await serve(script);
    const login = await start(given.codex);
    await Promise.all([login.wait(), login.wait()]);
    await login.wait();
    await login.cancel();
    expect(given.sent("account/login/cancel")).toBe(0);
  });

  it("rejects with the server's reason", async () => {
    await using given = await serve({ before: [completion("L1", false, "denied")] });
    const error = await refusal((await start(given.codex)).wait());
    expect(isLoginFailedError(error) && [error.cancelled, error.message]).toEqual([
      false,
      "The login failed: denied",
    ]);
  });

  it.each([
    ["before the server's answer", true],
    ["after the server's answer", false],
  ])("rejects as cancelled, with the failure told %s", async (_, before) => {
    const given = await serve({
      cancel: () => {
        const told = completion("L1", false, "Login was not completed");
        if (before) given.server.push(told);
        else queueMicrotask(() => given.server.push(told));
        return { status: "canceled" };
      },
    });
    await using _given = given;
    const login = await start(given.codex);
    const waiting = refusal(login.wait());
    await login.cancel();
    for (const error of [await waiting, await refusal(login.wait())]) {
      expect(isLoginFailedError(error) && [error.cancelled, error.loginId]).toEqual([true, "L1"]);
    }
  });

  it("stays as it ended when the login is over by the time it is cancelled", async () => {
    const given = await serve({
      cancel: () => {
        given.server.push(completion("L1", true));
        return { status: "notFound" };
      },
    });
    await using _given = given;
    const login = await start(given.codex);
    await login.cancel();
    await login.wait();
  });

  it("rejects when the server no longer knows the login and never told of its end", async () => {
    await using given = await serve({ cancel: () => ({ status: "notFound" }) });
    const login = await start(given.codex);
    await login.cancel();
    const error = await refusal(login.wait());
    expect(isLoginFailedError(error) && error.cancelled).toBe(false);
  });

  it("rejects when the connection ends", async () => {
    const given = await serve();
    const login = await start(given.codex);
    const waiting = refusal(login.wait());
    await given.codex.close();
    expect(isConnectionClosedError(await waiting)).toBe(true);
    expect(isConnectionClosedError(await refusal(login.wait()))).toBe(true);
  });

  it("a signal ends the waiting, not the login", async () => {
    await using given = await serve();
    const login = await start(given.codex);
    const controller = new AbortController();
    const waiting = refusal(login.wait({ signal: controller.signal }));
    controller.abort("enough");
    expect(await waiting).toBe("enough");
    expect(given.sent("account/login/cancel")).toBe(0);
    given.server.push(completion("L1", true));
    await login.wait();
  });

  it("a signal that aborts before the answer cancels the login", async () => {
    const controller = new AbortController();
    const answers: (() => void)[] = [];
    const answer = { loginId: "L1", authUrl: "", verificationUrl: "", userCode: "" };
    await using given = await serve({
      start: (params) =>
        new Promise((resolve) => {
          answers.push(() => {
            resolve({ ...answer, type: params["type"] });
          });
        }),
    });
    const starting = refusal(start(given.codex, controller.signal));
    await vi.waitFor(() => {
      expect(answers).toHaveLength(1);
    });
    controller.abort("enough");
    expect(await starting).toBe("enough");
    answers[0]?.();
    await vi.waitFor(() => {
      expect(given.sent("account/login/cancel")).toBe(1);
    });
  });

  it("rejects an answer for another kind of login", async () => {
    await using given = await serve({ start: () => ({ type: "apiKey" }) });
    await expect(start(given.codex)).rejects.toThrow("another kind of login");
  });
});
