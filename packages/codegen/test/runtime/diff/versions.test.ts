import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sourceOfArgument } from "../../../src/cli/diff-argument.js";
import { diffCommand } from "../../../src/cli/diff-command.js";
import { readSchema } from "../../../src/schema/read.js";
import { BUNDLE_FILE, extractSchema } from "../../../src/schema/runtime.js";
import { bundleOf, temporaryFolder } from "../../support/schema-folder.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

const LAUNCHER = `
import { mkdirSync, writeFileSync } from "node:fs";
if (process.argv.includes("--version")) console.log("codex-cli VERSION");
else {
  const out = process.argv.at(-1);
  mkdirSync(out, { recursive: true });
  writeFileSync(out + "/${BUNDLE_FILE}", BUNDLE);
}`;

/** Puts an `npm` on the path that has one runtime, or complains; resolves to what it was called with. */
async function npmStandIn(complaint?: { readonly code: string; readonly summary: string }) {
  const folder = await temporaryFolder();
  const log = path.join(folder, "log");
  const bundle = JSON.stringify(bundleOf({ Ping: { type: "object" } }));
  const program = `#!${process.execPath}
const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, cwd: process.cwd() }) + "\\n");
const complaint = ${JSON.stringify(complaint ?? null)};
if (complaint) {
  console.log(JSON.stringify({ error: complaint }));
  process.exit(1);
}
if (args[0] === "view") console.log('"99.1.0"');
else {
  const version = args.find((arg) => arg.startsWith("@openai/codex@")).slice("@openai/codex@".length);
  mkdirSync("node_modules/@openai/codex", { recursive: true });
  writeFileSync("node_modules/@openai/codex/package.json", JSON.stringify({ type: "module", bin: { codex: "launcher.js" } }));
  const launcher = ${JSON.stringify(LAUNCHER)}.replace("VERSION", version).replace("BUNDLE", () => JSON.stringify(${JSON.stringify(bundle)}));
  writeFileSync("node_modules/@openai/codex/launcher.js", launcher);
  console.log("{}");
}`;
  await writeFile(path.join(folder, "npm"), program, { mode: 0o755 });
  vi.stubEnv("PATH", folder);
  return async () => {
    const lines = existsSync(log) ? (await readFile(log, "utf8")).trim().split("\n") : [];
    return lines.map((line) => JSON.parse(line) as { args: readonly string[]; cwd: string });
  };
}

const quiet = () => undefined;

describe("an argument of diff", () => {
  it.each([
    ["0.154.0", "0.154.0"],
    ["0.142", "0.142.5"],
    ["v0.142.5", "0.142.5"],
    ["oldest", "0.131.0"],
  ])("%s is release %s of the history, without npm", async (given, version) => {
    const calls = await npmStandIn();
    expect(await sourceOfArgument(given, quiet)).toEqual({ kind: "release", version });
    expect(await calls()).toEqual([]);
  });

  it("that looks like a version is a path only with ./", async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, "0.154.0"));
    const there = path.relative(process.cwd(), path.join(folder, "0.154.0"));
    expect(await sourceOfArgument(there, quiet)).toEqual({ kind: "folder", path: there });
    await expect(sourceOfArgument("./0.154.0", quiet)).rejects.toMatchObject({
      message: "There is nothing to compare at this path.",
      expected: expect.stringContaining("a version such as") as string,
    });
  });

  it("that the history does not have is fetched by npm into a folder that is gone afterwards", async () => {
    const calls = await npmStandIn();
    const said: string[] = [];
    const { output } = await diffCommand({ old: "0.142.2", new: "latest", format: "json" }, (words) =>
      said.push(words),
    );
    expect(JSON.parse(output)).toMatchObject({
      before: { runtimeVersion: "0.142.2" },
      after: { runtimeVersion: "99.1.0" },
      changes: [],
    });
    expect(said.sort()).toEqual([
      "asking npm for the latest codex …",
      "fetching codex 0.142.2 from npm …",
      "fetching codex 99.1.0 from npm …",
    ]);
    const installs = (await calls()).filter(({ args }) => args[0] === "install");
    expect(installs).toHaveLength(2);
    for (const { args, cwd } of installs) {
      expect(args).toContain("--ignore-scripts");
      expect(existsSync(cwd)).toBe(false);
    }
  });

  it("is gone too where the command is interrupted, and what npm wrote with it", async () => {
    const folder = await temporaryFolder();
    const program = `#!${process.execPath}
require("node:fs").writeFileSync("much", "");
setInterval(() => require("node:fs").writeFileSync("more", ""), 10);`;
    await writeFile(path.join(folder, "npm"), program, { mode: 0o755 });
    const temporary = path.join(folder, "temporary");
    await mkdir(temporary);
    const held = async () =>
      (await readdir(temporary, { recursive: true })).filter((name) => name.startsWith("codex-codegen-npm-"));

    const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
    const flags = ["--import", import.meta.resolve("tsx"), "--conditions=@codex-typed/source"];
    const child = spawn(process.execPath, [...flags, main, "diff", "0.142.2", "0.154"], {
      env: { PATH: folder, TMPDIR: temporary },
      stdio: "ignore",
    });
    await expect.poll(held, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/more$/));
    child.kill("SIGINT");
    await once(child, "exit");
    expect(child.signalCode).toBe("SIGINT");
    expect(await held()).toEqual([]);
  });

  it("that npm gives no program for this platform is refused in the launcher's words", async () => {
    const folder = await temporaryFolder();
    const launcher = path.join(folder, "codex.mjs");
    await writeFile(launcher, `throw new Error("Missing optional dependency @openai/codex-here.");`);
    await expect(extractSchema(launcher)).rejects.toMatchObject({
      message: "The runtime did not print its schema.",
      found: "Error: Missing optional dependency @openai/codex-here.",
    });
  });

  it.each([
    [
      "that was never published",
      { code: "ETARGET", summary: "No matching version found." },
      { message: "npm has no @openai/codex 98.0.0.", found: "ETARGET: No matching version found." },
    ],
    [
      "without a network",
      { code: "ENOTFOUND", summary: "getaddrinfo ENOTFOUND" },
      {
        message: "@openai/codex 98.0.0 could not be fetched from npm.",
        fix: expect.stringContaining("Try again with a network, or give a codex binary") as string,
      },
    ],
  ])("%s is an error that says how to go on", async (_name, complaint, error) => {
    const calls = await npmStandIn(complaint);
    await expect(readSchema({ kind: "npm", version: "98.0.0" })).rejects.toMatchObject({
      name: "CodegenError",
      ...error,
    });
    for (const { cwd } of await calls()) expect(existsSync(cwd)).toBe(false);
  });

  it("that needs npm where there is none is such an error too", async () => {
    vi.stubEnv("PATH", await temporaryFolder());
    await expect(sourceOfArgument("latest", quiet)).rejects.toMatchObject({
      name: "CodegenError",
      found: "spawn npm ENOENT",
    });
  });
});
