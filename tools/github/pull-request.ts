/** Runs a program and answers with what it printed; `input` is its standard input. */
export type RunProgram = (command: string, args: readonly string[], input?: string) => Promise<string>;

/** What a workflow proposes: the changes of the tree, on a branch that it alone writes. */
export interface Proposal {
  readonly branch: string;
  /** Of the pull request, and of its commit. */
  readonly title: string;
  readonly body: string;
}

/** What became of a proposal. `left`: somebody else has commits on the branch, which is left as it is. */
export type ProposalOutcome =
  | { readonly kind: "opened" }
  | { readonly kind: "updated" | "same"; readonly number: string }
  | { readonly kind: "left"; readonly authors: readonly string[] };

const BOT = { name: "github-actions[bot]", email: "41898282+github-actions[bot]@users.noreply.github.com" };

/** Commits the changes of the tree to the proposal's branch, and opens its pull request or updates it. Starts CI on it. */
export async function openPullRequest(
  { branch, title, body }: Proposal,
  run: RunProgram,
): Promise<ProposalOutcome> {
  const tip = (await run("git", ["ls-remote", "origin", `refs/heads/${branch}`])).split("\t", 1)[0] ?? "";
  if (tip !== "") {
    await run("git", ["fetch", "--quiet", "origin", `refs/heads/${branch}`]);
    const emails = (await run("git", ["log", "--format=%ae", "FETCH_HEAD", "--not", "HEAD"])).split("\n");
    const authors = emails.filter((email) => email !== "" && email !== BOT.email);
    if (authors.length > 0) return { kind: "left", authors };
  }
  await run("git", ["switch", "--quiet", "--force-create", branch]);
  await run("git", ["add", "--all"]);
  const author = ["-c", `user.name=${BOT.name}`, "-c", `user.email=${BOT.email}`];
  await run("git", [...author, "commit", "--quiet", "--message", title]);
  const isNew = tip === "" || !(await isSame("FETCH_HEAD", "HEAD", run));
  // The lease, empty where there was no branch, holds off whoever pushed meanwhile.
  if (isNew) await run("git", ["push", "--quiet", `--force-with-lease=${branch}:${tip}`, "origin", branch]);

  const query = ["--head", branch, "--state", "open", "--json", "number", "--jq", ".[].number"];
  const number = (await run("gh", ["pr", "list", ...query])).split("\n", 1)[0] ?? "";
  // Also where the branch is there already: the run that pushed it may have failed right after.
  const command = number === "" ? ["create", "--base", "main", "--head", branch] : ["edit", number];
  if (isNew || number === "") await run("gh", ["pr", ...command, "--title", title, "--body-file", "-"], body);
  // What a workflow's own token pushes starts no workflow; this does.
  if (isNew) await run("gh", ["workflow", "run", "ci.yml", "--ref", branch]);
  if (number === "") return { kind: "opened" };
  return { kind: isNew ? "updated" : "same", number };
}

/** Whether two commits have the same files on top of the same parent. */
async function isSame(one: string, other: string, run: RunProgram): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((commit) => run("git", ["show", "--no-patch", "--format=%T %P", commit])),
  );
  return a === b;
}
