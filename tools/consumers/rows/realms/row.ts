// Test runners that give each test file globals of its own: Node's own errors are no instances of `Error` there.
import { chmod, readFile } from "node:fs/promises";
import path from "node:path";
import type { Harness, Project } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

const tests = path.join(import.meta.dirname, "project");

async function project(harness: Harness): Promise<Project> {
  // The client is given its name without the extension, as Windows would be.
  const program = process.platform === "win32" ? "no-program.exe" : "no-program";
  const made = await harness.project({
    copies: ["in-this-realm.cjs", "jest.test.cjs"].map((name) => path.join(tests, name)),
    files: {
      [program]: "#!/nowhere/sh\n",
      // As TypeScript, for vitest to compile: `using` is no syntax of Node 20's.
      "vitest.test.ts": await readFile(path.join(tests, "vitest.test.mjs"), "utf8"),
    },
  });
  await chmod(made.path(program), 0o755);
  return made;
}

async function jest(harness: Harness): Promise<void> {
  const { folder } = await project(harness);
  const bin = harness.installed("jest/bin/jest.js");
  const args = ["--rootDir", folder, "--testMatch", "**/jest.test.cjs", "--runInBand", "--silent=false"];
  await harness.turn([process.execPath, bin, ...args], { cwd: folder });
}

async function vitest(harness: Harness, pool: "vmForks" | "vmThreads"): Promise<void> {
  const { folder } = await project(harness);
  const bin = harness.installed("vitest/vitest.mjs");
  const args = ["run", `--pool=${pool}`, "--root", folder, "--test-timeout=30000", "vitest.test.ts"];
  await harness.turn([process.execPath, bin, ...args], { cwd: folder });
}

export const rows: readonly ConsumerRow[] = [
  { name: "jest", packages: { jest: "30.5.2" }, run: jest },
  {
    name: "vitest, vmThreads",
    packages: { vitest: "4.1.12" },
    sample: true,
    run: (harness) => vitest(harness, "vmThreads"),
  },
  {
    name: "vitest, vmForks",
    packages: { vitest: "4.1.12" },
    run: (harness) => vitest(harness, "vmForks"),
  },
];
