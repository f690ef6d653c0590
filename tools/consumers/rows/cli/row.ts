// The program that the client brings along, started as people start it.
import { execa } from "execa";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Harness, Project } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

/** As npm would install it: with a link to the program. */
async function installed(harness: Harness): Promise<Project> {
  const project = await harness.project();
  await mkdir(project.path("node_modules/.bin"));
  await symlink("../@codex-typed/client/bin/codex-typed.js", project.path("node_modules/.bin/codex-typed"));
  return project;
}

/** Runs the demo in a home that is empty, and expects it to be so again. */
async function demo(harness: Harness, [file, ...args]: readonly [string, ...string[]]): Promise<void> {
  const { folder } = await installed(harness);
  // The sandbox lets commands write to /tmp, where a home therefore must not be.
  await mkdir(path.join(homedir(), ".cache"), { recursive: true });
  const home = await mkdtemp(path.join(homedir(), ".cache", "codex-typed-demo-"));
  try {
    const env = { HOME: home, NODE_PATH: "", npm_config_cache: path.join(folder, "npm") };
    const { stdout, stderr } = await execa(file, args, { cwd: folder, env, timeout: 60_000 });
    if (!stdout.includes("All of it held") || stdout.includes("\u001b") || stderr !== "")
      throw new Error(`The demo did not hold: ${stdout}${stderr}`);
    const left = await readdir(home);
    if (left.length > 0) throw new Error(`The demo left ${left.join(", ")} behind.`);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const windows = process.platform === "win32" ? "npm makes launchers there, not links" : undefined;

export const rows: readonly ConsumerRow[] = [
  {
    name: "npx @codex-typed/client demo",
    missing: () => windows,
    run: (harness) => demo(harness, ["npx", "--no-install", "@codex-typed/client", "demo"]),
  },
  {
    name: "codex-typed demo",
    missing: () => windows,
    run: (harness) => demo(harness, ["node_modules/.bin/codex-typed", "demo"]),
  },
];
