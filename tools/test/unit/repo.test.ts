import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { satisfies } from "../../bootstrap.mjs";
import { countTests } from "../../vitest-report.js";

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../../${path}`, import.meta.url), "utf8");

test.each(["client", "codegen"])("%s carries the licence of the repository", async (name) => {
  expect(await read(`packages/${name}/LICENSE`)).toBe(await read("LICENSE"));
});

// The linter has no option for it, and a description in a schema may say anything.
test("no comment in generated code lifts a rule", async () => {
  const folder = "packages/client/src/generated";
  const files = await readdir(new URL(`../../../${folder}`, import.meta.url), { recursive: true });
  const sources = files.filter((file) => file.endsWith(".ts"));
  expect(sources).toContain("surface.ts");
  const lifting = await Promise.all(
    sources.map(async (file) => ((await read(`${folder}/${file}`)).includes("oxlint-disable") ? [file] : [])),
  );
  expect(lifting.flat()).toEqual([]);
});

test.each([
  ["v20.19.0", true],
  ["v20.20.2", true],
  ["v20.18.9", false],
  ["v21.7.0", false],
  ["v22.11.9", false],
  ["v22.12.0", true],
  ["v24.0.0", true],
  ["v18.20.0", false],
])("Node %s is supported: %s", async (version, want) => {
  const { engines } = JSON.parse(await read("package.json")) as { engines: { node: string } };
  expect(satisfies(version, engines.node)).toBe(want);
});

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
test.each([
  ["all pass", report, "tests: 3 passed, 0 failed"],
  ["some fail", { ...report, numFailedTests: 2 }, "tests: 3 passed, 2 failed"],
  [
    "skipped and todo",
    { ...report, numPendingTests: 1, numTodoTests: 1 },
    "tests: 3 passed, 0 failed, 2 skipped",
  ],
  [
    "a file that does not load",
    { ...report, testResults: [{ status: "failed", assertionResults: [] }] },
    "tests: 3 passed, 1 failed",
  ],
])("last line: %s", (_, given, want) => {
  expect(countTests([JSON.stringify(given)])).toBe(want);
});

test("last line: no report at all", () => {
  expect(countTests([undefined])).toBe("tests: 0 passed, 0 failed");
});

test("last line: several reports are one count", () => {
  const reports = [report, { ...report, numFailedTests: 2, numPendingTests: 1 }].map((given) =>
    JSON.stringify(given),
  );
  expect(countTests([...reports, undefined])).toBe("tests: 6 passed, 2 failed, 1 skipped");
});
