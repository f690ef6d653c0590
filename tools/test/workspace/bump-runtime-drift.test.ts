import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, it, onTestFinished } from "vitest";
import { BRANCH, publishDrift } from "../../bump-runtime/publish-drift.js";
import type { Report } from "../../bump-runtime/report.js";
import type { RunProgram } from "../../github/pull-request.js";

const bumped: Report = {
  outcome: "bumped",
  from: "0.169.0",
  to: "0.170.0",
  decisions: "Breaking?\n  - a",
  diff: "## Protocol diff\n",
};
const stopped: Report = {
  outcome: "failed",
  stage: "generate",
  wanted: "latest",
  reason: "thread/x has no rule.",
};

/** Programs that answer from a table, by the beginning of their command line. */
function programs(answers: Readonly<Record<string, string>> = {}): {
  run: RunProgram;
  calls: string[];
  input: () => string;
} {
  const calls: string[] = [];
  let given = "";
  return {
    calls,
    input: () => given,
    run: async (command, args, input) => {
      const line = [command, ...args].join(" ");
      calls.push(line);
      given += input ?? "";
      return Object.entries(answers).find(([start]) => line.startsWith(start))?.[1] ?? "";
    },
  };
}

it("does nothing where nothing is newer", async () => {
  const { run, calls } = programs();
  expect(await publishDrift({ outcome: "current", from: "0.169.0" }, run)).toBe(
    "Nothing is newer than codex 0.169.0.",
  );
  expect(calls).toEqual([]);
});

it("opens a pull request with the diff, and starts CI on its branch", async () => {
  const { run, calls, input } = programs();
  expect(await publishDrift(bumped, run)).toBe("Opened the pull request for codex 0.170.0.");
  expect(calls).toContain(`git push --quiet --force-with-lease=${BRANCH}: origin ${BRANCH}`);
  expect(calls).toContain(
    `gh pr create --base main --head ${BRANCH} --title Move to codex 0.170.0 --body-file -`,
  );
  expect(calls.at(-1)).toBe(`gh workflow run ci.yml --ref ${BRANCH}`);
  expect(input()).toContain("## For you to decide\n\nBreaking?\n  - a\n");
  expect(input()).toContain("## Protocol diff");
});

const existing = { "git ls-remote": `abc\trefs/heads/${BRANCH}`, "gh pr list": "7\n" };

it("updates the pull request that is open", async () => {
  const { run, calls } = programs({ ...existing, "git show --no-patch --format=%T %P HEAD": "other" });
  expect(await publishDrift(bumped, run)).toBe("Updated pull request 7.");
  expect(calls).toContain(`git push --quiet --force-with-lease=${BRANCH}:abc origin ${BRANCH}`);
  expect(calls).toContain("gh pr edit 7 --title Move to codex 0.170.0 --body-file -");
});

it("leaves a branch that says the same already", async () => {
  const { run, calls } = programs(existing);
  expect(await publishDrift(bumped, run)).toContain("says so already");
  expect(calls.filter((call) => /push|gh (?!pr list)/.test(call))).toEqual([]);
});

it("opens the pull request that a night which failed after its push left out", async () => {
  const { run, calls } = programs({ ...existing, "gh pr list": "" });
  expect(await publishDrift(bumped, run)).toBe("Opened the pull request for codex 0.170.0.");
  expect(calls.filter((call) => /push|gh pr create/.test(call))).toHaveLength(1);
});

it("leaves a branch that somebody works on", async () => {
  const { run, calls } = programs({ ...existing, "git log": "somebody@example.org\n" });
  expect(await publishDrift(bumped, run)).toContain("has commits of somebody@example.org");
  expect(calls.filter((call) => /push|commit|gh /.test(call))).toEqual([]);
});

it.each<[string, object[], string]>([
  ["opens an issue", [{ number: 3, title: "Another" }], "gh issue create"],
  [
    "updates the issue",
    [{ number: 4, title: "The generator stops at a new codex runtime" }],
    "gh issue edit 4",
  ],
])("%s where the generator stops", async (_, issues, command) => {
  const { run, calls, input } = programs({ "gh issue list": JSON.stringify(issues) });
  await publishDrift(stopped, run);
  expect(calls.at(-1)?.startsWith(command)).toBe(true);
  expect(input()).toContain("thread/x has no rule.");
});

it("opens an issue where the names of properties are not those of the wire", async () => {
  const { run, calls } = programs({ "gh issue list": "[]" });
  await publishDrift({ ...stopped, stage: "names" }, run);
  expect(calls.at(-1)?.startsWith("gh issue create")).toBe(true);
});

it("fails where the night itself is broken", async () => {
  const { run } = programs();
  await expect(publishDrift({ ...stopped, stage: "install" }, run)).rejects.toThrow(
    "The bump failed (install)",
  );
});

it("keeps to what GitHub takes", async () => {
  const { run, input } = programs();
  await publishDrift({ ...bumped, diff: "| row |\n".repeat(20_000) }, run);
  expect(input().length).toBeLessThan(65_536);
});

it("runs as the workflow runs it, without a build", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "drift-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const report: Report = { outcome: "current", from: "0.169.0" };
  await writeFile(path.join(folder, "drift.json"), JSON.stringify(report));
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const { stdout } = await execa("tsx", ["tools/drift.ts", path.join(folder, "drift.json")], {
    cwd: root,
    preferLocal: true,
  });
  expect(stdout).toBe("Nothing is newer than codex 0.169.0.");
});
