#!/usr/bin/env node
// `node tools/bootstrap.mjs TASK [ARGUMENTS]`: from a fresh clone to a running task with nothing but Node and npm.
// It runs before anything is installed, hence plain JavaScript and Node built-ins only.
// @ts-check
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @type {{ packageManager: string, engines: { node: string }, scripts: Record<string, string> }} */
const { packageManager, engines, scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What may be asked for, and the script of package.json that does it. */
const TASKS = new Map([
  ["demo", "demo:run"],
  ["test:all", "test:all"],
  ["test:consumers", "test:consumers:run"],
  ["test:matrices", "test:matrices:run"],
  ["test:fleet", "test:fleet:run"],
  ["bump-runtime", "bump-runtime:run"],
  ["release", "release:run"],
  ["fleet", "fleet:run"],
]);

/**
 * Whether `version` satisfies `range`, for the two forms that `engines` uses: `^20.19.0 || >=22.12.0`.
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  const parse = (/** @type {string} */ text) => text.replace(/^\D+/, "").split(".").map(Number);
  const have = parse(version);
  return range.split("||").some((alternative) => {
    const want = parse(alternative.trim());
    if (alternative.trim().startsWith("^") && have[0] !== want[0]) return false;
    const differs = want.findIndex((part, index) => part !== have[index]);
    return differs === -1 || (have[differs] ?? 0) > (want[differs] ?? 0);
  });
}

/**
 * How to start the pnpm that `packageManager` names: itself if it is what runs us, else through npx.
 * JavaScript entry points are started with this Node: on Windows the `.cmd` shims would need a shell.
 * @returns {[command: string, ...args: string[]]}
 */
export function pnpm() {
  const runner = process.env["npm_execpath"] ?? "";
  const runnerName = `${packageManager.replace("@", "/")} `;
  if (runner && process.env["npm_config_user_agent"]?.startsWith(runnerName))
    return [process.execPath, runner];
  const besideNpm = join(dirname(runner), "npx-cli.js");
  const besideNode = join(dirname(process.execPath), "node_modules", "npm", "bin", "npx-cli.js");
  const npx = [besideNpm, besideNode].find((path) => existsSync(path));
  return npx ? [process.execPath, npx, "--yes", packageManager] : ["npx", "--yes", packageManager];
}

/**
 * Whether nothing that decides what is installed has changed since pnpm last looked, which it notes in node_modules.
 * Asking pnpm itself costs seconds, most of them to start npx.
 */
function isInstalled() {
  try {
    /** @type {{ lastValidatedTimestamp: number, projects: Record<string, unknown> }} */
    const state = JSON.parse(
      readFileSync(join(root, "node_modules", ".pnpm-workspace-state-v1.json"), "utf8"),
    );
    const projects = Object.keys(state.projects);
    const inputs = ["pnpm-lock.yaml", "pnpm-workspace.yaml"].map((name) => join(root, name));
    return (
      projects.includes(root) &&
      projects.every((project) => existsSync(join(project, "node_modules"))) &&
      [...inputs, ...projects.map((project) => join(project, "package.json"))].every(
        (path) => statSync(path).mtimeMs < state.lastValidatedTimestamp,
      )
    );
  } catch {
    return false;
  }
}

/**
 * Waits for a child, passing our signals on; `output` is what it printed, if it was piped.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, output: string }>}
 */
function finished(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (chunk) => (output += String(chunk)));
    child.stderr?.on("data", (chunk) => (output += String(chunk)));
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      // Ctrl-C in a terminal reaches the whole process group: passing it on as well would deliver it twice.
      if (!(signal === "SIGINT" && process.stdin.isTTY)) child.kill(signal);
    };
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    for (const signal of signals) process.on(signal, forward);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve({ code, signal, output });
    });
  });
}

/**
 * Ends as the child ended: same exit code, or death by the same signal.
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} result
 */
function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}

async function install() {
  if (isInstalled()) {
    console.log("✔ install (up to date)");
    return { code: 0, signal: null };
  }
  const started = performance.now();
  const [command, ...args] = pnpm();
  // pnpm would ask before it replaces a node_modules that another package manager made.
  args.push("install", "--frozen-lockfile", "--config.confirmModulesPurge=false");
  const result = await finished(spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] }));
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (result.code === 0) console.log(`✔ install (${took})`);
  else console.error(`${result.output}\n✖ install (${took}): ${packageManager} ${args.slice(-3).join(" ")}`);
  return result;
}

/**
 * One argument of a command line for the system's shell.
 * @param {string} argument
 */
function quoted(argument) {
  if (/^[\w./:=@+-]+$/.test(argument)) return argument;
  return process.platform === "win32"
    ? // Backslashes count only in front of a quote, the closing one included.
      `"${argument.replace(/(\\*)("|$)/g, "$1$1$2$2")}"`
    : `'${argument.replaceAll("'", "'\\''")}'`;
}

/**
 * Runs a script of package.json as npm and pnpm would, but as our own child:
 * neither of them passes signals on reliably, and each takes its time to start.
 * @param {string} script
 * @param {readonly string[]} args
 */
function runScript(script, args) {
  const env = { ...process.env };
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[pathName] = join(root, "node_modules", ".bin") + delimiter + (env[pathName] ?? "");
  const command = [scripts[script] ?? "", ...args.map(quoted)].join(" ");
  // `exec`: the shell gives way to the program, so that the signal reaches it. It would drop the rest of a list.
  const single = process.platform !== "win32" && !/[&|;]/.test(scripts[script] ?? "");
  return finished(
    spawn(single ? `exec ${command}` : command, { cwd: root, env, shell: true, stdio: "inherit" }),
  );
}

/**
 * @param {string | undefined} task
 * @param {readonly string[]} args
 */
async function main(task, args) {
  const script = TASKS.get(task ?? "");
  if (script === undefined) {
    console.error(`usage: node tools/bootstrap.mjs ${[...TASKS.keys()].join(" | ")} [ARGUMENTS]`);
    process.exitCode = 2;
  } else if (!satisfies(process.version, engines.node)) {
    console.error(
      `This workspace needs Node ${engines.node}; this is ${process.version} (${process.execPath}).`,
    );
    process.exitCode = 1;
  } else {
    const installed = await install();
    // Nothing is printed after the task: its own last line stays the last line.
    endLike(installed.code === 0 ? await runScript(script, args) : installed);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2], process.argv.slice(3));
