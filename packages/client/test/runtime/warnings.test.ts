import { appendFile } from "node:fs/promises";
import { expect, it, vi } from "vitest";

import { Codex, type Warning } from "../../src/index.js";
import { startTestCodex, startTestRuntime } from "../../src/testing/index.js";
import { runtimeVersion } from "../support/older-runtime.js";

it("what the runtime warns of its configuration, and of its threads, reaches the listener and is kept", async () => {
  await using test = await startTestRuntime();
  await appendFile(test.home.configPath, "\n[nonsense]\nkey = 1\n");
  const heard: Warning[] = [];
  await using codex = await Codex.connect({
    runtime: test.runtime,
    onWarning: (warning) => heard.push(warning),
  });
  // It comes with the answer to `initialize`, or soon after.
  const ofConfiguration = await vi.waitFor(() => {
    const found = heard.find(({ message }) => message.includes("`nonsense`"));
    expect(found).toMatchObject({ method: "configWarning" });
    return found;
  }, 5_000);
  expect(ofConfiguration).not.toHaveProperty("threadId");

  const thread = await codex.startThread();
  await vi.waitFor(() => {
    expect(heard).toContainEqual(expect.objectContaining({ method: "warning", threadId: thread.id }));
  }, 5_000);
  expect(codex.warnings).toEqual(heard);
});

it("the testing kit hands the listener on, and the pinned runtime is not newer than the types", async () => {
  const heard: Warning[] = [];
  await using test = await startTestCodex({
    config: { nonsense: { key: 1 } },
    onWarning: (warning) => heard.push(warning),
  });
  await vi.waitFor(() => expect(heard.map(({ method }) => method)).toContain("configWarning"), 5_000);
  expect(test.codex.server.version).toBe(runtimeVersion);
  expect(test.codex.warnings.map(({ method }) => method)).not.toContain("client/newerRuntime");
});
