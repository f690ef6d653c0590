// The samples of our pages that connect are whole programs: run on the real runtime, each ends by itself, and well.
import { execa } from "execa";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  message,
  startListeningRuntime,
  startTestRuntime,
  type ListeningRuntime,
  type TestRuntime,
} from "@codex-typed/client/testing";
import { compiled, type Compiled } from "../../../packages/client/test/support/compiled.js";
import { examplesIn, exportsOf, moduleOf, type Example } from "../support/samples.js";

const root = path.resolve(import.meta.dirname, "../../..");
const entries = ["packages/client/src/index.ts", "packages/client/src/testing/index.ts"];

const docs = (await readdir(path.join(root, "docs"), { recursive: true }))
  .filter((name) => name.endsWith(".md"))
  .map((name) => path.posix.join("docs", name.replaceAll(path.sep, "/")));
const samples = ["README.md", "packages/client/README.md", ...docs]
  .flatMap(examplesIn)
  // The row of a table is no program.
  .filter(({ code }) => code.includes("\n"))
  .filter(({ code }) => /\bCodex\.connect\(|\bstartTest(Codex|Runtime)\(/.test(code));

let test: TestRuntime;
let server: ListeningRuntime;
let folder: string;
let programs: Compiled;

/** A sample on this machine: what it says of places and servers is of somebody else's. */
function here(code: string): string {
  return code
    .replaceAll("/repo", test.home.workspace)
    .replaceAll("ws://127.0.0.1:4500", server.address)
    .replaceAll("/run/secrets/codex", server.tokenFile ?? "")
    .replaceAll("/srv/codex", test.home.codexHome);
}

const nameOf = (example: Example): string => `sample-${String(samples.indexOf(example))}`;

beforeAll(async () => {
  test = await startTestRuntime();
  server = await startListeningRuntime(test, { token: "a-token" });
  // Where what a page tells to install is found.
  const cache = path.join(root, "examples/node_modules/.cache");
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, "samples-"));
  const exported = exportsOf(entries);
  const files = await Promise.all(
    samples.map(async (sample) => {
      const file = path.join(folder, `${nameOf(sample)}.ts`);
      await writeFile(file, here(moduleOf(sample, exported, entries)));
      return file;
    }),
  );
  programs = await compiled(...files);
}, 60_000);

afterAll(async () => {
  await programs[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
  await server[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

it.each(samples)("the sample of $file, line $line, ends", { timeout: 30_000 }, async (sample) => {
  test.model.enqueue(message("Hello"), message("Hello again"));
  const { exitCode, timedOut, stderr } = await execa(process.execPath, [programs.path(nameOf(sample))], {
    cwd: test.home.workspace,
    env: test.home.env,
    extendEnv: false,
    reject: false,
    timeout: 20_000,
  });
  expect({ exitCode, timedOut, stderr }).toMatchObject({ exitCode: 0, timedOut: false });
});
