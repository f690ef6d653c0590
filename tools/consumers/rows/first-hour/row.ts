// What a newcomer does first, as the pages say it.
import { message, startTestRuntime, type TestRuntime } from "@codex-typed/client/testing";
import { execa, type Options } from "execa";
import { readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Harness } from "../../harness.js";
import { workspace } from "../../packed.js";
import type { ConsumerRow } from "../../row.js";
import { phrase, readFirstTurn } from "./readme.js";

const REPLY = "Nothing but this folder.";

/** Runs a page's program with the home of a scripted model in place of the user's own, and waits until it ends by itself. */
async function firstProgram(harness: Harness, page: string): Promise<void> {
  const { program } = await readFirstTurn(page);
  const project = await harness.project({ files: { "first-turn.mjs": program } });
  await using test = await startTestRuntime();
  await turn(test, [process.execPath, project.path("first-turn.mjs")], test.home.workspace);
}

/**
 * Types what README says, in an empty folder, with npm and the tarball in place of what is published: installs, runs the program, which asks
 * for a login, logs in, runs it again, in TypeScript and CommonJS too, and has the demo shown.
 */
async function fiveMinutes(harness: Harness): Promise<void> {
  const page = await readFirstTurn("README.md");
  const [install = [], login = []] = page.commands;
  const { client } = harness.packed;
  const { folder: cwd } = await harness.elsewhere({ runtime: false });
  await using test = await startTestRuntime({
    config: { model_providers: { scripted: { requires_openai_auth: true } } },
  });

  const started = performance.now();
  await type(
    install.map((word) => (word === client.name ? client.tarball : word)),
    { cwd },
  );
  const megabytes = (await bytesBelow(path.join(cwd, "node_modules"))) / 1e6;
  // Of this platform the page speaks; a tenth is what a release of the runtime may change before the page does.
  if (process.platform === "linux" && process.arch === "x64" && off(page.megabytes, megabytes) > 0.1)
    throw new Error(`README says ${String(page.megabytes)} MB of disk; it took ${megabytes.toFixed(0)}.`);

  const name = phrase(page, "first-turn.m");
  await writeFile(path.join(cwd, name), page.program);
  const refused = await type([process.execPath, name], { cwd, env: test.runtime.env, reject: false });
  if (
    refused.exitCode !== 1 ||
    !refused.stderr.includes("NotLoggedInError") ||
    !refused.stderr.includes(login.join(" "))
  )
    throw new Error(`Without a login it did not say what to do, but: ${refused.stdout} ${refused.stderr}`);

  // A person logs in in a browser; the program is the same.
  await type([...login, "--with-api-key"], { cwd, env: test.runtime.env, input: "sk-first-hour" });
  await turn(test, [process.execPath, name], cwd);

  const [, tsx = "", typed = ""] = phrase(page, "npx tsx").split(" ");
  const closesByItself = phrase(page, "await using codex");
  await writeFile(path.join(cwd, typed), page.program.replace(/const codex = [^;]+/, closesByItself));
  await turn(test, [path.join(workspace, "node_modules/.bin", tsx), typed], cwd);

  const required = `${phrase(page, "const { Codex } = require")}; console.log(typeof Codex.connect);`;
  const { stdout } = await type([process.execPath, "--input-type=commonjs", "--eval", required], { cwd });
  if (stdout !== "function") throw new Error(`CommonJS had of Codex.connect: ${stdout}`);

  const demo = await type(phrase(page, `npx ${client.name} demo`).split(" "), { cwd, env: test.runtime.env });
  if (!demo.stdout.includes("All of it held")) throw new Error(`The demo did not hold: ${demo.stdout}`);

  const minutes = (performance.now() - started) / 60_000;
  if (minutes > 5) throw new Error(`It took ${minutes.toFixed(1)} minutes.`);
}

/** Runs a program that does one turn, and expects it to print what the model said, and nothing else. */
async function turn(test: TestRuntime, command: readonly string[], cwd: string): Promise<void> {
  test.model.enqueue(message(REPLY));
  const { stdout, stderr } = await type(command, { cwd, env: test.runtime.env });
  if (stdout.trim() !== REPLY || stderr !== "")
    throw new Error(`It did not print what the model said, and nothing else, but: ${stdout} ${stderr}`);
  test.model.assertDone();
}

async function type(
  [command = "", ...args]: readonly string[],
  options: Pick<Options, "cwd" | "env" | "input" | "reject">,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode?: number | undefined }> {
  const { stdout, stderr, exitCode } = await execa(command, args, {
    ...options,
    // pnpm's launchers, such as the one that started this process, name the workspace's packages in NODE_PATH.
    env: { NODE_PATH: "", npm_config_update_notifier: "false", ...options.env },
    timeout: 300_000,
  });
  return { stdout: String(stdout), stderr: String(stderr), exitCode };
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const off = (said: number, is: number): number => Math.abs(said - is) / is;

export const rows: readonly ConsumerRow[] = [
  { name: "README's first turn", sample: true, run: (harness) => firstProgram(harness, "README.md") },
  { name: "the npm page's first turn", run: (harness) => firstProgram(harness, "packages/client/README.md") },
  { name: "README's first five minutes, by npm in an empty folder", run: fiveMinutes },
];
