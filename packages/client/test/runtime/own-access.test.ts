import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { Codex, isCodexError } from "../../src/index.js";
import {
  functionCall,
  guardianVerdict,
  message,
  startTestRuntime,
  type TestRuntime,
} from "../../src/testing/index.js";
import { runtimeOf } from "../support/runtime-processes.js";

const apiKey = "sk-s3cr3t-t0k3n";
const stored = JSON.stringify({ auth_mode: "apikey", OPENAI_API_KEY: "sk-stored" });

let test: TestRuntime;
beforeAll(async () => {
  // The runtime then writes what its environment holds into a file.
  test = await startTestRuntime({ config: { features: { shell_snapshot: true } } });
});
beforeEach(() => {
  test.model.reset();
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

const authFile = (): string => join(test.home.codexHome, "auth.json");
const lastKey = (): unknown => test.model.requests.at(-1)?.headers["authorization"];

/** The files of the home that hold a text. */
function filesWith(text: string): readonly string[] {
  return readdirSync(test.home.codexHome, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "latin1").includes(text));
}

it("apiKey pays for every call of the model, and stands nowhere", async () => {
  const { runtime, model } = test;
  await using codex = await Codex.connect({ apiKey, baseUrl: model.url, runtime });
  expect(await codex.account()).toMatchObject({ account: { type: "apiKey" }, requiresOpenaiAuth: true });
  const thread = await codex.startThread({ approvalMode: "auto_review", sandbox: "read_only" });
  const spy = "env; cat /proc/[0-9]*/environ";
  const escalated = { sandbox_permissions: "require_escalated", justification: "please" };
  model.guardian.enqueue(guardianVerdict({ outcome: "allow" }));
  model.enqueue(functionCall("exec_command", { cmd: spy, ...escalated }), message("Looked"), message("Fine"));
  const { items } = await thread.run("Look around");
  await thread.review({ type: "custom", instructions: "Look" });

  const requests = [...model.requests, ...model.guardian.requests];
  expect(requests.map(({ headers }) => headers["x-openai-subagent"])).toEqual([
    undefined,
    undefined,
    "review",
    "guardian",
  ]);
  expect(new Set(requests.map(({ headers }) => headers["authorization"]))).toEqual(
    new Set([`Bearer ${apiKey}`]),
  );
  const command = items.find(({ type }) => type === "commandExecution");
  expect(JSON.stringify(command)).toContain("CODEX_HOME");
  expect(JSON.stringify(items)).not.toContain(apiKey);
  if (process.platform === "linux") {
    const pid = String(runtimeOf(test.home));
    for (const file of ["cmdline", "environ"])
      expect(readFileSync(`/proc/${pid}/${file}`, "latin1")).not.toContain(apiKey);
  }
  expect(filesWith(apiKey)).toEqual([]);
  await codex.close();
  expect(filesWith(apiKey)).toEqual([]);
});

it("a login that is stored is neither used nor touched by apiKey, not even by a logout", async () => {
  const { runtime, model } = test;
  writeFileSync(authFile(), stored);
  await using codex = await Codex.connect({ apiKey, baseUrl: model.url, runtime });
  model.enqueue(message("Hello"));
  await (await codex.startThread()).run("Hi");
  expect(lastKey()).toBe(`Bearer ${apiKey}`);
  await codex.logout();
  expect(readFileSync(authFile(), "utf8")).toBe(stored);
});

it("baseUrl alone takes the login that is stored, over HTTP; threads of OpenAI's go there too", async () => {
  const { runtime, model } = test;
  writeFileSync(authFile(), stored);
  await using codex = await Codex.connect({ baseUrl: `${model.url}/`, runtime });
  model.enqueue(message("Hello"));
  const thread = await codex.startThread();
  await thread.run("Hi");
  expect([lastKey(), (await thread.read()).thread.modelProvider]).toEqual([
    "Bearer sk-stored",
    "codex-typed",
  ]);
  // The built-in provider asks for a websocket first, which the scripted model has not.
  expect(model.unscripted).toEqual([]);
  const other = await codex.startThread({ modelProvider: "openai" });
  const turn = await other.runStreamed("Hi");
  await expect.poll(() => model.unscripted.length).toBeGreaterThan(0);
  await turn.interrupt();
  expect((await turn.result()).status).toBe("interrupted");
});

it.each([
  ["store logins", ["-c", 'cli_auth_credentials_store="file"'], "would replace the one there is"],
  ["call another provider", ["-c", 'model_provider="scripted"'], "the provider scripted, which would get it"],
  [
    "take no login",
    ["-c", "model_providers.codex-typed.requires_openai_auth=false"],
    "a provider that takes no login",
  ],
  ["refuse keys", ["-c", 'forced_login_method="chatgpt"'], "API key login is disabled"],
])("apiKey is refused where arguments have the runtime %s", async (_, args, message) => {
  writeFileSync(authFile(), stored);
  const runtime = { ...test.runtime, args };
  const error: unknown = await Codex.connect({ apiKey, baseUrl: test.model.url, runtime }).catch(
    (reason: unknown) => reason,
  );
  expect(isCodexError(error) && error.message).toContain(message);
  expect(JSON.stringify(error)).not.toContain(apiKey);
  expect(readFileSync(authFile(), "utf8")).toBe(stored);
});
