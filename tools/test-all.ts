// `npm run test:all`, which `npm test` and CI run: every check of the workspace, in order, each one a script of package.json.
// Output is shown only for what failed, or for everything with VERBOSE=1. The last line is always the count of tests.
import { execa } from "execa";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countTests } from "./vitest-report.js";

interface Step {
  name: string;
  script: string;
  /** Runs vitest, whose report is to be counted. */
  tests?: true;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const scratch = await mkdtemp(join(tmpdir(), "codex-typed-test-all-"));
const reportOf = (script: string): string => join(scratch, `${script.replace(":", "-")}.json`);

const build: Step = { name: "build", script: "build" };
// What may run meanwhile, since it reads no module of the client.
const besideBuild: Step = { name: "types, codegen", script: "typecheck:codegen" };
// The compiler's word on the client is that of its type tests, which are checked together with all its sources and tests:
// `npm run typecheck:client` would say it again.
const types: Step = { name: "types, client", script: "test:types", tests: true };
// Independent of each other. The longest come first, so that two workers end together.
const checks: Step[] = [
  { name: "format", script: "format:check" },
  { name: "lint", script: "lint:code" },
  { name: "types, the rest", script: "typecheck:rest" },
  types,
  { name: "release, all but publishing", script: "release:rehearse" },
  { name: "dead code", script: "lint:unused" },
  { name: "layers", script: "lint:layers" },
];
// Last and alone: some tests measure time, and the machine is small.
const tests: Step = { name: "tests", script: "test:rest", tests: true };

const verbose = process.env["VERBOSE"] === "1";
const failures: { name: string; script: string; output: string }[] = [];

async function run({ name, script, tests }: Step): Promise<void> {
  const args = tests
    ? ["--reporter=default", "--reporter=json", `--outputFile.json="${reportOf(script)}"`]
    : [];
  const started = performance.now();
  // As `npm run` would, without the second that npm takes to start.
  const result = await execa([scripts[script], ...args].join(" "), {
    cwd: root,
    shell: true,
    preferLocal: true,
    localDir: root,
    all: true,
    reject: false,
    stdin: "ignore",
    env: process.stdout.isTTY ? { FORCE_COLOR: "1" } : { FORCE_COLOR: undefined, NO_COLOR: "1" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${result.failed ? "✖" : "✔"} ${name} (${seconds} s)`);
  if (result.failed) failures.push({ name, script, output: result.all || (result.message ?? "") });
  else if (verbose) console.log(result.all);
}

async function runAll(steps: Step[], workers: number): Promise<void> {
  const queue = [...steps];
  const worker = async (): Promise<void> => {
    for (let step = queue.shift(); step; step = queue.shift()) await run(step);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

await Promise.all([run(build), run(besideBuild)]);
await runAll(checks, 2);
await run(tests);

for (const { name, script, output } of failures)
  console.log(`\n──── ${name} (npm run ${script}) ────\n${output.trim()}`);
if (failures.length > 0) console.log(`\n✖ failed: ${failures.map(({ name }) => name).join(", ")}\n`);

const reports = [types, tests].map(({ script }) => readFile(reportOf(script), "utf8").catch(() => undefined));
console.log(countTests(await Promise.all(reports)));
await rm(scratch, { recursive: true, force: true });
process.exitCode = failures.length > 0 ? 1 : 0;
