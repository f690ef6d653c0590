// `npm run test:older-runtimes [-- VERSION …]`: the client's integration tests against runtimes that are older than the pinned
// one, each installed into a folder of its own. What a runtime lacks is skipped, by packages/client/test/support/older-runtime-skips.ts.
import { execa } from "execa";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countTests } from "./vitest-report.js";

/** The last runtime of a minor release, over the months in which clients of today may still meet them. */
const VERSIONS = ["0.148.0", "0.154.0", "0.160.1", "0.166.0", "0.169.0"];

/** What holds of any runtime: a connection, threads, turns, approvals, and what comes back after a break. */
const TESTS = [
  "account",
  "ask-decisions",
  "ask-file-changes",
  "ask-handler",
  "ask-mcp",
  "auto-review",
  "busy-thread",
  "carried-sandbox",
  "compact",
  "connect",
  "connection-end",
  "deny-all",
  "external-messages",
  "goal",
  "inherited-mode",
  "paging",
  "persistent-grants",
  "reconnect",
  "session-grants",
  "settled",
  "sockets",
  "structured-output",
  "subagents",
  "test-codex",
  "turn-control",
  "turn-events",
  "turn-failure",
  "turn-mode",
  "warnings",
  "who-else-decides",
  "workspace-sandbox",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const given = process.argv.slice(2);
const wrong = given.filter((version) => !/^\d+\.\d+\.\d+$/.test(version));
if (wrong.length > 0) {
  console.error(
    `error: not a version of @openai/codex: ${wrong.join(", ")}. Name releases, such as ${VERSIONS.join(" ")}.`,
  );
  process.exit(2);
}

let failed = false;
const lines: string[] = [];
for (const version of given.length > 0 ? given : VERSIONS) {
  const started = performance.now();
  const outcome = await testAgainst(version);
  failed ||= outcome.failed;
  const seconds = Math.round((performance.now() - started) / 1000);
  lines.push(`codex ${version.padEnd(8)} ${outcome.words} in ${seconds} s`);
  console.log(lines.at(-1));
}
if (lines.length > 1) console.log(["", "all of them:", ...lines].join("\n"));
process.exitCode = failed ? 1 : 0;

/** Installs the runtime, runs the tests against it, and takes it away again. */
async function testAgainst(version: string): Promise<{ failed: boolean; words: string }> {
  const folder = await mkdtemp(join(tmpdir(), "codex-typed-older-"));
  try {
    // Without a package.json of its own, npm would look for one in the folders above.
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
    const installed = await execa(
      "npm",
      ["install", "--no-audit", "--no-fund", "--save-exact", `@openai/codex@${version}`],
      { cwd: folder, all: true, reject: false, stdin: "ignore" },
    );
    if (installed.exitCode !== 0)
      return { failed: true, words: `could not be installed\n${installed.all}\n` };

    const report = join(folder, "report.json");
    const files = TESTS.map((name) => `packages/client/test/runtime/${name}.test.ts`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const ran = await execa("vitest", ["run", "--project", "runtime", ...reporters, ...files], {
      cwd: root,
      env: { OLDER_RUNTIME: folder },
      preferLocal: true,
      localDir: root,
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      reject: false,
    });
    const text = await readFile(report, "utf8").catch(() => undefined);
    return { failed: ran.exitCode !== 0 || text === undefined, words: countTests([text]) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
