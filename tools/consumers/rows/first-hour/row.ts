// What a newcomer does first, as the pages say it: an empty folder, the packed client, the first program of the page, plain Node.
import { message, startTestRuntime } from "@codex-typed/client/testing";
import { execa } from "execa";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Harness } from "../../harness.js";
import type { ConsumerRow } from "../../row.js";

const root = path.resolve(import.meta.dirname, "../../../..");

/** The first program in plain JavaScript of a page. */
async function firstProgram(page: string): Promise<string> {
  const [, program] = /```js\n([\s\S]*?)```/.exec(await readFile(path.join(root, page), "utf8")) ?? [];
  if (program === undefined) throw new Error(`${page} has no program in plain JavaScript.`);
  return program;
}

/** Runs it with the home of a scripted model in place of the user's own, and waits until it ends by itself. */
async function run(harness: Harness, page: string): Promise<void> {
  const project = await harness.project({ files: { "first-turn.mjs": await firstProgram(page) } });
  await using test = await startTestRuntime();
  const reply = "Nothing but this folder.";
  test.model.enqueue(message(reply));
  const { stdout, stderr } = await execa(process.execPath, [project.path("first-turn.mjs")], {
    cwd: test.home.workspace,
    env: { NODE_PATH: "", ...test.runtime.env },
    timeout: 60_000,
  });
  if (stdout.trim() !== reply || stderr !== "")
    throw new Error(`It did not print what the model said, and nothing else, but: ${stdout} ${stderr}`);
}

export const rows: readonly ConsumerRow[] = [
  { name: "README's first turn", sample: true, run: (harness) => run(harness, "README.md") },
  { name: "the npm page's first turn", run: (harness) => run(harness, "packages/client/README.md") },
];
