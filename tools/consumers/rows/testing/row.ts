// The samples of docs/testing.md, each in the test runner that it is for.
import { execa } from "execa";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Harness, Project } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

const page = readFileSync(path.join(import.meta.dirname, "../../../../docs/testing.md"), "utf8");

/** The sample whose first line is the name of this file. */
function sample(name: string): string {
  const found = [...page.matchAll(/```js\n([\s\S]*?)```/g)].find(([, code]) =>
    code?.startsWith(`// ${name}\n`),
  );
  if (found?.[1] === undefined)
    throw new Error(`docs/testing.md has no sample that begins with "// ${name}".`);
  return found[1];
}

async function test(
  harness: Harness,
  name: string,
  command: (project: Project) => readonly string[],
): Promise<void> {
  const project = await harness.project({ files: { [name]: sample(name) } });
  const { all } = await execa(process.execPath, command(project), {
    cwd: project.folder,
    env: { NODE_PATH: "", NO_COLOR: "1" },
    all: true,
    timeout: 60_000,
  });
  if (!/\b1 passed|pass 1\b/.test(all)) throw new Error(`The one test did not pass: ${all}`);
}

export const rows: readonly ConsumerRow[] = [
  {
    name: "node:test",
    sample: true,
    run: (harness) =>
      test(harness, "files.test.mjs", () => ["--test", "--test-reporter=tap", "files.test.mjs"]),
  },
  {
    name: "vitest",
    packages: { vitest: "4.1.12" },
    run: (harness) =>
      test(harness, "files.test.js", ({ folder }) => [
        harness.installed("vitest/vitest.mjs"),
        "run",
        "--root",
        folder,
        "--hook-timeout=30000",
      ]),
  },
  {
    name: "jest",
    packages: { jest: "30.5.2" },
    run: (harness) =>
      test(harness, "files.test.cjs", ({ folder }) => [
        harness.installed("jest/bin/jest.js"),
        "--rootDir",
        folder,
        "--testMatch",
        "**/files.test.cjs",
      ]),
  },
];
