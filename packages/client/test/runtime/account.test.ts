import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { isInvalidRequestError, isLoginFailedError, isUsageError } from "../../src/index.js";
import { startTestCodex } from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

/** The runtime tells of an account only where its provider needs one. */
const needsAccount = { model_providers: { scripted: { requires_openai_auth: true } } };
const startNeeding = sharing(() => startTestCodex({ config: needsAccount }));

it("an API key logs in until logout", async () => {
  await using test = await startNeeding();
  expect(await test.codex.account()).toMatchObject({ account: null, requiresOpenaiAuth: true });
  await test.codex.loginWithApiKey("sk-test-0123");
  expect(await test.codex.account()).toMatchObject({ account: { type: "apiKey" } });
  expect(await readFile(join(test.home.codexHome, "auth.json"), "utf8")).toContain("sk-test-0123");
  await test.codex.logout();
  expect(await test.codex.account()).toMatchObject({ account: null });
});

it("an API key is refused where the configuration wants another login", async () => {
  await using test = await startTestCodex({ config: { forced_login_method: "chatgpt" } });
  const error: unknown = await test.codex.loginWithApiKey("sk-test-0123").catch((reason: unknown) => reason);
  expect(isInvalidRequestError(error)).toBe(true);
});

it("an empty API key, which the runtime would take, is refused", async () => {
  await using test = await startNeeding();
  expect(isUsageError(await test.codex.loginWithApiKey("").catch((reason: unknown) => reason))).toBe(true);
  expect((await test.codex.account()).account).toBeNull();
});

// One after the other: the runtime listens for the browser on one port of the machine.
describe.sequential("a login by browser", () => {
  it("starts, and is cancelled", async () => {
    await using test = await start();
    const login = await test.codex.loginWithChatGpt();
    expect(new URL(login.authUrl).protocol).toBe("https:");
    const waiting = login.wait().catch((reason: unknown) => reason);
    await login.cancel();
    const error = await waiting;
    expect(isLoginFailedError(error) && [error.cancelled, error.loginId]).toEqual([true, login.loginId]);
  });

  it("ends when another is started", async () => {
    await using test = await start();
    const first = await test.codex.loginWithChatGpt();
    const waiting = first.wait().catch((reason: unknown) => reason);
    const second = await test.codex.loginWithChatGpt();
    const error = await waiting;
    expect(isLoginFailedError(error) && error.loginId).toBe(first.loginId);
    await second.cancel();
  });
});
