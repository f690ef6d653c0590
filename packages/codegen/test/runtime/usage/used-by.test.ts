import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { diffCommand } from "../../../src/cli/diff-command.js";
import type { ProtocolDiff } from "../../../src/diff/diff.js";
import { bundleOf, schemaFolder, temporaryFolder } from "../../support/schema-folder.js";

const thread = { type: "object", required: ["id"], properties: { id: { type: "string" } } };
const named = { ...thread, properties: { ...thread.properties, name: { type: "string" } } };
const methods = {
  ClientRequest: [
    { method: "thread/read", params: { $ref: "#/definitions/Thread" } },
    { method: "thread/stop" },
  ],
};
const answers = { ThreadReadResponse: { type: "object" }, ThreadStopResponse: { type: "object" } };
async function tree(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return folder;
}

function sides(): Promise<[string, string]> {
  return Promise.all([
    schemaFolder(bundleOf({ Thread: named, ...answers }, methods)),
    schemaFolder(bundleOf({ Thread: thread, ...answers }, methods)),
  ]);
}

async function usedBy(folder: string) {
  const [old, young] = await sides();
  const outcome = await diffCommand({ old, new: young, format: "json", failOn: "breaking", usedBy: folder });
  return { ...outcome, diff: JSON.parse(outcome.output) as ProtocolDiff };
}

/** A project as it is set up today: modules of its own, and a package that has no other. */
const PROJECT = {
  "package.json": JSON.stringify({ type: "module" }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: { module: "NodeNext", lib: ["ES2023"], types: [], strict: true, outDir: "dist" },
    include: ["src"],
  }),
  "node_modules/protocol/package.json": JSON.stringify({
    name: "protocol",
    type: "module",
    exports: { ".": { types: "./index.d.ts", import: "./index.js" } },
  }),
  "node_modules/protocol/index.d.ts": "export interface Thread { id: string; name?: string }",
  "dist/old.ts": `import type { Thread } from "protocol"; export const x = (t: Thread) => t.name;`,
};
const USES = `import type { Thread } from "protocol";
export const title = async (thread: Promise<Thread>) => (await thread).name;
`;

it("reads a tree as its tsconfig says, files that it leaves out too, and no output", async () => {
  const folder = await tree({ ...PROJECT, "src/index.ts": "export {};", "test/title.test.ts": USES });
  const { diff, exitCode, notes } = await usedBy(folder);
  expect(notes).toEqual([]);
  expect(exitCode).toBe(1);
  expect(diff.usedBy).toMatchObject({ typed: true, files: 2, inDoubt: 0 });
  expect(diff.changes.map(({ path: what, uses }) => [what, uses])).toEqual([
    [
      "Thread.name",
      { doubt: null, places: [{ file: place(folder, "test/title.test.ts"), line: 2, column: 72 }] },
    ],
  ]);
  const project = await usedBy(path.join(folder, "tsconfig.json"));
  expect(project.diff.usedBy).toMatchObject({ files: 1 });
});

it("fails on nothing that the tree does not use", async () => {
  const folder = await tree({ ...PROJECT, "src/index.ts": USES.replace(".name", ".id") });
  expect(await usedBy(folder)).toMatchObject({ exitCode: 0, diff: { changes: [], usedBy: { unused: 1 } } });
});

it("says of JavaScript that the project does not compile that it was not looked at", async () => {
  const files = { ...PROJECT, "src/index.ts": "export {};", "src/legacy.js": USES };
  const { diff, notes } = await usedBy(await tree(files));
  expect(diff).toMatchObject({ changes: [], usedBy: { files: 1, unread: 1 } });
  expect(notes).toEqual([expect.stringMatching(/: 1 file of JavaScript not looked at; set allowJs/)]);
});

it("says that it knows no types where there is no tsconfig", async () => {
  const folder = await tree({ "src/index.ts": USES });
  const { diff, notes } = await usedBy(folder);
  expect(notes).toEqual([expect.stringContaining("no tsconfig")]);
  expect(diff.changes).toMatchObject([
    { path: "Thread.name", uses: { doubt: expect.any(String) as string } },
  ]);
});

it("names files from the root of GitHub's checkout, and adds to the summary of the step", async () => {
  const folder = await tree({ ...PROJECT, "src/index.ts": USES, "summary.md": "# Before" });
  const summary = path.join(folder, "summary.md");
  const run = async (env: Readonly<Record<string, string>>) => {
    const [before, after] = await sides();
    return diffCommand({ old: before, new: after, format: "github", usedBy: folder, env });
  };
  const { output, notes } = await run({ GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: summary });
  expect(notes).toEqual([]);
  expect(output).toMatch(/^::error file=src\/index\.ts,line=2,col=72,title=/);
  await symlink(folder, path.join(folder, "link"));
  const linked = await run({ GITHUB_WORKSPACE: path.join(folder, "link") });
  expect(linked.output).toMatch(/^::error file=src\/index\.ts,line=2/);
  expect(await readFile(summary, "utf8")).toMatch(/^# Before\n## Protocol diff[^]*`src\/index\.ts:2:72`/);

  await writeFile(summary, "x".repeat(1024 * 1024));
  expect(await run({ GITHUB_STEP_SUMMARY: summary })).toMatchObject({
    notes: [expect.stringContaining("no room")],
  });
  expect((await readFile(summary)).byteLength).toBe(1024 * 1024);
  expect(await run({ GITHUB_STEP_SUMMARY: path.join(folder, "gone", "summary.md") })).toMatchObject({
    output: expect.stringContaining("::error") as string,
    notes: [expect.stringContaining("could not be written")],
  });
  expect(await run({})).toMatchObject({ notes: [expect.stringContaining("GITHUB_STEP_SUMMARY")] });
});

it.each([
  ["that is missing", {}, "missing", "There is no tree at this path."],
  [
    "without TypeScript",
    { "src/index.js": "" },
    "src",
    "There is no TypeScript in this tree, so nothing could be found that it uses.",
  ],
  ["that is one file", { "index.ts": "" }, "index.ts", "This file is no tsconfig."],
  [
    "whose tsconfig extends nothing",
    { "index.ts": "", "tsconfig.json": `{ "extends": "./gone.json" }` },
    ".",
    "The tsconfig of the tree cannot be read.",
  ],
])("refuses a tree %s", async (_, files, at, message) => {
  const folder = await tree(files);
  await expect(usedBy(path.join(folder, at))).rejects.toMatchObject({ name: "CodegenError", message });
});

it("refuses an empty name, which a script may come to by mistake", async () => {
  const [old, young] = await sides();
  await expect(diffCommand({ old, new: young, usedBy: "" })).rejects.toMatchObject({
    message: "There is no tree at this path.",
  });
});

function place(folder: string, file: string): string {
  return path.relative(process.cwd(), path.join(folder, file)).replaceAll("\\", "/");
}
