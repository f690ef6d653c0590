import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, it } from "vitest";

import { isCodexError } from "../../src/index.js";
import { isTestingError, message, startTestCodex } from "../../src/testing/index.js";

it("connects to a runtime whose model is the scripted one, and leaves nothing behind", async () => {
  const test = await startTestCodex();
  test.model.enqueue(message("Hello"));
  const thread = await test.codex.startThread();
  expect(thread.settings.cwd).toBe(test.home.workspace);
  expect((await thread.run("Hi")).finalResponse).toBe("Hello");
  await test[Symbol.asyncDispose]();
  await expect(access(dirname(test.home.workspace))).rejects.toThrow("ENOENT");
  await expect(test.codex.closed).resolves.toMatchObject({ reason: "closed" });
});

it.each<[string, { given: { sandbox_mode: string } | { model_provider: string }; want: string }]>([
  ["a value that does not exist", { given: { sandbox_mode: "nope" }, want: "unknown variant `nope`" }],
  ["an unknown provider", { given: { model_provider: "nope" }, want: "Model provider `nope` not found" }],
])("refuses to go on with %s in the configuration", async (_, { given, want }) => {
  const error: unknown = await startTestCodex({ config: given }).catch((reason: unknown) => reason);
  expect(isTestingError(error) && isCodexError(error)).toBe(true);
  expect(String(error)).toContain(`Invalid configuration`);
  expect(String(error)).toContain(want);
});
