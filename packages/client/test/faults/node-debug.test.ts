import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { compiled } from "../support/compiled.js";

const client = await compiled(fileURLToPath(new URL("../../src/index.ts", import.meta.url)));
afterAll(() => client[Symbol.asyncDispose]());

/** What a program writes to stderr that logs in with a key on a server in memory, which answers everything alike. */
async function stderrWith(env: Readonly<Record<string, string>>): Promise<string> {
  const program = `
    const { Codex } = await import(${JSON.stringify(pathToFileURL(client.path("index")).href)});
    const transport = { open: async ({ message, closed }) => ({
      send: (line) => {
        const { id, method } = JSON.parse(line);
        if (id === undefined) return;
        message(JSON.stringify({ id, result: { userAgent: "codex-typed/0.171.0 (Test)", type: "apiKey" } }));
        if (method === "account/login/start")
          message(JSON.stringify({ method: "account/login/completed", params: { loginId: null, success: true, error: null } }));
      },
      close: async () => {},
    }) };
    const codex = await Codex.connect({ transport });
    await codex.loginWithApiKey("sk-secret-0123");
    process.exit(0);`;
  const args = ["--input-type=module", "--eval", program];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...env, PATH: process.env["PATH"] },
  });
  const [output, [exitCode]] = await Promise.all([
    text(child.stderr),
    once(child, "exit") as Promise<[number]>,
  ]);
  expect(exitCode).toBe(0);
  return output;
}

test("NODE_DEBUG=codex-typed writes the wire to stderr, without the key, and without it nothing is written", async () => {
  const [on, off] = await Promise.all([stderrWith({ NODE_DEBUG: "codex-typed" }), stderrWith({})]);
  expect(on).toMatch(/CODEX-TYPED \d+: [\d:.]+ → #1 initialize \{"clientInfo"/);
  expect(on).toContain('→ #2 account/login/start "[hidden]"');
  expect(on).not.toContain("sk-secret");
  expect(off).toBe("");
});
