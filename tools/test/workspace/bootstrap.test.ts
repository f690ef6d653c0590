import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { USAGE } from "../../bump-runtime/arguments.js";

const repository = path.resolve(import.meta.dirname, "../../..");
const { packageManager, engines, scripts } = JSON.parse(
  await readFile(path.join(repository, "package.json"), "utf8"),
) as { packageManager: string; engines: object; scripts: Record<string, string> };

/** Prints its arguments and ends with the code in EXIT_CODE. It needs what the installation makes. */
const TASK = `
  import { installed } from "./node_modules/installed.mjs";
  console.log(JSON.stringify({ installed, args: process.argv.slice(2) }));
  process.exit(Number(process.env.EXIT_CODE ?? 0));
`;

/** Stands for pnpm: `packageManager` names it, and the environment says that it is what runs us. */
const INSTALLER = `
  const { mkdirSync, writeFileSync } = require("node:fs");
  if (process.env.INSTALL_CODE) {
    console.error("no network");
    process.exit(Number(process.env.INSTALL_CODE));
  }
  mkdirSync("node_modules", { recursive: true });
  writeFileSync("node_modules/installed.mjs", "export const installed = " + JSON.stringify(process.argv.slice(2)));
`;

let clone: string;

/** A fresh clone of a tiny workspace: our bootstrap and our script, a task of its own. */
beforeEach(async () => {
  clone = await mkdtemp(path.join(tmpdir(), "bootstrap test-"));
  onTestFinished(() => rm(clone, { recursive: true, force: true }));
  await mkdir(path.join(clone, "tools"));
  await copyFile(path.join(repository, "tools/bootstrap.mjs"), path.join(clone, "tools/bootstrap.mjs"));
  const script = scripts["bump-runtime"];
  const manifest = {
    packageManager,
    engines,
    scripts: { "bump-runtime": script, "bump-runtime:run": "node task.mjs" },
  };
  await writeFile(path.join(clone, "package.json"), JSON.stringify(manifest));
  await writeFile(path.join(clone, "task.mjs"), TASK);
  await writeFile(path.join(clone, "pnpm.cjs"), INSTALLER);
});

const environment = () => ({
  npm_execpath: path.join(clone, "pnpm.cjs"),
  npm_config_user_agent: `${packageManager.replace("@", "/")} npm/? node/? linux x64`,
});

const bootstrap = (args: readonly string[], env: Record<string, string> = {}) =>
  execa(process.execPath, ["tools/bootstrap.mjs", ...args], {
    cwd: clone,
    env: { ...environment(), ...env },
    reject: false,
  });

describe("bump-runtime in a fresh clone", () => {
  it("is installed first, and gets every argument as it was given", async () => {
    const args = [
      "latest",
      "--help",
      "--report",
      'a b\'s "c" $HOME `id`; exit 9 > d.json',
      "",
      "--",
      "*",
      "\\",
    ];
    const { exitCode, stdout } = await bootstrap(["bump-runtime", ...args]);
    const [install = "", task = "", ...more] = stdout.split("\n");
    expect(install).toMatch(/^✔ install \(\d+\.\d s\)$/);
    expect(JSON.parse(task)).toEqual({
      installed: ["install", "--frozen-lockfile", "--config.confirmModulesPurge=false"],
      args,
    });
    expect([exitCode, more]).toEqual([0, []]);
  });

  it.each([0, 1, 2, 130])("ends with the exit code of its program: %d", async (code) => {
    expect((await bootstrap(["bump-runtime", "latest"], { EXIT_CODE: String(code) })).exitCode).toBe(code);
  });

  it("does not start where the installation fails, and shows why", async () => {
    const { exitCode, stdout, stderr } = await bootstrap(["bump-runtime", "latest"], { INSTALL_CODE: "7" });
    expect([exitCode, stdout]).toEqual([7, ""]);
    expect(stderr).toMatch(/^no network\n\n✖ install \(/);
  });

  it("is what the script of package.json does: npm hands on what stands after --", async () => {
    // npm sets the two variables itself, to its own. Our pnpm is then fetched: that is left out here by an installation that is there.
    await mkdir(path.join(clone, "node_modules"));
    await writeFile(path.join(clone, "node_modules/installed.mjs"), "export const installed = 'before';");
    for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) await writeFile(path.join(clone, file), "");
    await writeFile(
      path.join(clone, "node_modules/.pnpm-workspace-state-v1.json"),
      JSON.stringify({ lastValidatedTimestamp: Date.now() + 60_000, projects: { [clone]: {} } }),
    );
    const npm = await execa("npm", ["run", "--silent", "bump-runtime", "--", "0.170.0", "--help"], {
      cwd: clone,
      env: { EXIT_CODE: "2" },
      reject: false,
    });
    expect(npm.stdout.split("\n")).toEqual([
      "✔ install (up to date)",
      JSON.stringify({ installed: "before", args: ["0.170.0", "--help"] }),
    ]);
    expect(npm.exitCode).toBe(2);
  });
});

it("a task that there is none of is refused by the list of those that there are", async () => {
  const { exitCode, stderr } = await bootstrap(["toString"]);
  expect([exitCode, stderr]).toEqual([
    2,
    "usage: node tools/bootstrap.mjs demo | test:all | test:consumers | test:matrices | test:fleet | bump-runtime | release | fleet [ARGUMENTS]",
  ]);
});

describe("the program that bump-runtime starts", () => {
  const run = (...args: string[]) => {
    const [command = "", ...given] = (scripts["bump-runtime:run"] ?? "").split(" ");
    return execa(command, [...given, ...args], { cwd: repository, preferLocal: true, reject: false });
  };

  it("says how it is used, and exits with 0", async () => {
    expect(await run("--help")).toMatchObject({ exitCode: 0, stdout: USAGE });
  });

  it("exits with 2 for a wrong command line", async () => {
    const { exitCode, stderr } = await run("0.170.0", "--force");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--force");
  });
});
