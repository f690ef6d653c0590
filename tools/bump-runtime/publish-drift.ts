import { bounded, boundedMarkdown } from "./bounded.js";
import type { Stage } from "./refusal.js";
import type { Report } from "./report.js";

/** Runs a program and answers with what it printed; `input` is its standard input. */
export type RunProgram = (command: string, args: readonly string[], input?: string) => Promise<string>;

/** The one branch that the nightly run writes. */
export const BRANCH = "drift/codex-runtime";
const ISSUE_TITLE = "The generator stops at a new codex runtime";
/** Where the generator stops, or would write what is wrong. */
const GENERATOR_STAGES: ReadonlySet<Stage> = new Set(["old protocol", "generate", "names"]);
const BOT = { name: "github-actions[bot]", email: "41898282+github-actions[bot]@users.noreply.github.com" };

/** GitHub takes 65,536 characters. */
const BODY_LIMIT = 60_000;

/**
 * Tells the maintainers what a nightly bump found: a pull request with the new runtime, an issue where the generator stops,
 * nothing where nothing is newer. Answers with what was done.
 *
 * @throws Error for any other failure of the bump: the run then fails, which is how a broken night is seen.
 */
export async function publishDrift(report: Report, run: RunProgram): Promise<string> {
  switch (report.outcome) {
    case "current":
      return `Nothing is newer than codex ${report.from}.`;
    case "bumped":
      return publishPullRequest(report, run);
    case "failed":
      if (!GENERATOR_STAGES.has(report.stage))
        throw new Error(`The bump failed (${report.stage}): ${report.reason}`);
      return publishIssue(report, run);
  }
}

type Bumped = Extract<Report, { outcome: "bumped" }>;

async function publishPullRequest(report: Bumped, run: RunProgram): Promise<string> {
  const title = `Move to codex ${report.to}`;
  const tip = (await run("git", ["ls-remote", "origin", `refs/heads/${BRANCH}`])).split("\t", 1)[0] ?? "";
  if (tip !== "") {
    await run("git", ["fetch", "--quiet", "origin", `refs/heads/${BRANCH}`]);
    const authors = (await run("git", ["log", "--format=%ae", "FETCH_HEAD", "--not", "HEAD"])).split("\n");
    const others = authors.filter((author) => author !== "" && author !== BOT.email);
    if (others.length > 0) return `${BRANCH} has commits of ${others.join(", ")}: left as it is.`;
  }
  await run("git", ["switch", "--quiet", "--force-create", BRANCH]);
  await run("git", ["add", "--all"]);
  const author = ["-c", `user.name=${BOT.name}`, "-c", `user.email=${BOT.email}`];
  await run("git", [...author, "commit", "--quiet", "--message", title]);
  const isNew = tip === "" || !(await isSame("FETCH_HEAD", "HEAD", run));
  // The lease, empty where there was no branch, holds off whoever pushed meanwhile.
  if (isNew) await run("git", ["push", "--quiet", `--force-with-lease=${BRANCH}:${tip}`, "origin", BRANCH]);

  const query = ["--head", BRANCH, "--state", "open", "--json", "number", "--jq", ".[].number"];
  const number = (await run("gh", ["pr", "list", ...query])).split("\n", 1)[0] ?? "";
  // Also where the branch is there already: the night that pushed it may have failed right after.
  const command = number === "" ? ["create", "--base", "main", "--head", BRANCH] : ["edit", number];
  if (isNew || number === "")
    await run("gh", ["pr", ...command, "--title", title, "--body-file", "-"], pullRequestBody(report));
  // What a workflow's own token pushes starts no workflow; this does.
  if (isNew) await run("gh", ["workflow", "run", "ci.yml", "--ref", BRANCH]);
  if (number === "") return `Opened the pull request for codex ${report.to}.`;
  return isNew ? `Updated pull request ${number}.` : `Pull request ${number} says so already.`;
}

/** Whether two commits have the same files on top of the same parent. */
async function isSame(one: string, other: string, run: RunProgram): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((commit) => run("git", ["show", "--no-patch", "--format=%T %P", commit])),
  );
  return a === b;
}

async function publishIssue(
  report: Extract<Report, { outcome: "failed" }>,
  run: RunProgram,
): Promise<string> {
  const open = await run("gh", [
    "issue",
    "list",
    "--state",
    "open",
    "--limit",
    "500",
    "--json",
    "number,title",
  ]);
  const issues = JSON.parse(open) as { number: number; title: string }[];
  const known = issues.find(({ title }) => title === ISSUE_TITLE);
  if (known === undefined) {
    await run("gh", ["issue", "create", "--title", ISSUE_TITLE, "--body-file", "-"], issueBody(report));
    return "Opened an issue: the generator stops.";
  }
  await run("gh", ["issue", "edit", String(known.number), "--body-file", "-"], issueBody(report));
  return `Updated issue ${known.number}: the generator stops.`;
}

function pullRequestBody({ from, to, decisions, diff }: Bumped): string {
  const head = [
    `Written by \`pnpm bump-runtime latest --no-verify\`: codex ${from} → ${to}. CI runs on the branch \`${BRANCH}\`.`,
    "What each part means, and how to mend what fails: `docs/new-runtime.md`. A commit of yours on this branch stops the",
    "nightly run from writing to it.",
  ].join("\n");
  const text = `${head}\n\n## For you to decide\n\n${decisions}\n\n${diff.trim()}\n`;
  return boundedMarkdown(text, BODY_LIMIT, "_Cut here: GitHub takes no more._");
}

function issueBody({ wanted, reason }: Extract<Report, { outcome: "failed" }>): string {
  const text = bounded(reason, BODY_LIMIT, "(cut here)");
  const how = `See \`docs/new-runtime.md\`. To see it yourself: \`pnpm bump-runtime ${wanted}\` (it leaves your tree as it is).`;
  return `\`pnpm bump-runtime ${wanted}\` says:\n\n~~~~text\n${text}\n~~~~\n\n${how}\n`;
}
