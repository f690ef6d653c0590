import { openPullRequest, type RunProgram } from "../github/pull-request.js";
import { bounded, boundedMarkdown } from "./bounded.js";
import type { Stage } from "./refusal.js";
import type { Report } from "./report.js";

/** The one branch that the nightly run writes. */
export const BRANCH = "drift/codex-runtime";
const ISSUE_TITLE = "The generator stops at a new codex runtime";
/** Where the generator stops, or would write what is wrong. */
const GENERATOR_STAGES: ReadonlySet<Stage> = new Set(["old protocol", "generate", "names"]);

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
  const outcome = await openPullRequest({ branch: BRANCH, title, body: pullRequestBody(report) }, run);
  switch (outcome.kind) {
    case "left":
      return `${BRANCH} has commits of ${outcome.authors.join(", ")}: left as it is.`;
    case "opened":
      return `Opened the pull request for codex ${report.to}.`;
    case "updated":
      return `Updated pull request ${outcome.number}.`;
    case "same":
      return `Pull request ${outcome.number} says so already.`;
  }
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
