// The client as it is published. `npm run build` comes first.
import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const dist = fileURLToPath(new URL("../../../packages/client/dist", import.meta.url));
const esm = join(dist, "esm/index.js");
const commonjs = join(dist, "commonjs/index.js");

beforeAll(() => {
  if (!existsSync(esm)) throw new Error("Build first: npm run build");
});

/** Prints what `program` made, in a process of its own: nothing else has loaded anything there. */
async function printed(program: string): Promise<unknown> {
  const { stdout } = await execa(process.execPath, ["--input-type=commonjs", "--eval", program]);
  return JSON.parse(stdout);
}

const loadedBy = (entry: string): Promise<unknown> =>
  printed(
    `require(${JSON.stringify(entry)}); console.log(JSON.stringify(Object.keys(require.cache).length))`,
  );

describe("the built client", () => {
  it("loads the root entry from four files, whatever the number of its sources", async () => {
    expect(await loadedBy(commonjs)).toBeLessThanOrEqual(4);
  });

  it("splits alike for both module systems", async () => {
    const imports = /(?:from|import|require)[ (]*"\.\/(chunks\/[^"]+)"/g;
    const chunks = async (file: string): Promise<ReadonlySet<string | undefined>> =>
      new Set([...(await readFile(file, "utf8")).matchAll(imports)].map(([, chunk]) => chunk));
    expect(await chunks(commonjs)).toEqual(await chunks(esm));
  });

  it.each([
    ["ESM", `import(${JSON.stringify(pathToFileURL(esm).href)})`],
    ["CommonJS", `Promise.resolve(require(${JSON.stringify(commonjs)}))`],
  ])("finds the installed runtime and leads back to the sources, in %s", async (_system, load) => {
    const result = await printed(`
      process.setSourceMapsEnabled(true);
      ${load}.then(async ({ Codex, isRuntimeNotFoundError, RUNTIME_VERSION }) => {
        const codex = await Codex.connect();
        const { version } = codex.server;
        await codex.close();
        const error = await Codex.connect({ runtime: { path: "/nowhere/codex" } }).catch((error) => error);
        const known = isRuntimeNotFoundError(error) && /src.transport.stdio.runtime-binary\\.ts:\\d+/.test(error.stack);
        console.log(JSON.stringify({ known, same: version === RUNTIME_VERSION }));
      });
    `);
    expect(result).toEqual({ known: true, same: true });
  });

  it("has one copy of what its entries share", async () => {
    const require = createRequire(import.meta.url);
    const root = require(commonjs) as { readonly Codex: unknown };
    const testing = await readFile(join(dist, "commonjs/testing/index.js"), "utf8");
    expect(typeof root.Codex).toBe("function");
    expect(testing).not.toMatch(/class _?Codex\b/);
  });
});

describe("the built program codex-typed", () => {
  const bin = fileURLToPath(new URL("../../../packages/client/bin/codex-typed.js", import.meta.url));
  const run = (args: readonly string[], HOME = "/tmp") =>
    execa(process.execPath, [bin, ...args], { cwd: HOME, env: { HOME }, reject: false });

  it("says which version it is without loading the client, and what it does not know", async () => {
    const loaded = await execa(process.execPath, [bin, "--version"], { env: { NODE_DEBUG: "esm" } });
    expect(loaded.stdout).toMatch(/^\d+\.\d+\.\d+$/);
    expect(loaded.stderr).toContain("dist/cli/main.js");
    expect(loaded.stderr).not.toContain("dist/esm/index.js");
    expect(await run(["dmeo"])).toMatchObject({ exitCode: 2, stdout: "" });
  });

  it("hands login over to the runtime that is installed with it", async () => {
    const home = await mkdtemp(join(tmpdir(), "codex-typed-login-"));
    const status = await run(["login", "status"], home);
    await rm(home, { recursive: true });
    expect({ code: status.exitCode, said: status.stderr }).toEqual({
      code: 1,
      said: expect.stringContaining("Not logged in"),
    });
    expect((await run(["login", "--help"])).stdout).toContain("--device-auth");
  });

  it("begins the demo with the client of its package, and says why it cannot go on", async () => {
    // Where nothing but /tmp is to be had, there is no place for a test home.
    const home = await mkdtemp("/tmp/codex-typed-demo-");
    const { exitCode, stdout, stderr } = await run(["demo"], home);
    await rm(home, { recursive: true });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toContain("✗ Step 1 failed. TestingError: No place for a test home");
    expect(stdout).not.toContain("\u001b");
  });
});
