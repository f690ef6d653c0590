import { execa } from "execa";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The tree of another commit, in a folder of its own until it is disposed. Nothing is installed there. */
export interface EarlierTree extends AsyncDisposable {
  readonly root: string;
  /** Its commit, as git abbreviates it. */
  readonly commit: string;
}

/** Checks out a commit of a workspace in a temporary git worktree. */
export async function checkOut(ref: string, workspace: string, signal: AbortSignal): Promise<EarlierTree> {
  const git = (...args: readonly string[]) => execa("git", args, { cwd: workspace, cancelSignal: signal });
  const { stdout: commit } = await git("rev-parse", "--short", "--verify", `${ref}^{commit}`);
  const folder = await mkdtemp(join(tmpdir(), "codex-typed-bench-threads-tree-"));
  const root = join(folder, "tree");
  const tree: EarlierTree = {
    root,
    commit,
    async [Symbol.asyncDispose]() {
      // Without the signal: this is done after an abort too. And git must not be hit by a Ctrl-C that was for the benchmark.
      const options = { cwd: workspace, detached: true, reject: false } as const;
      await execa("git", ["worktree", "remove", "--force", root], options);
      await rm(folder, { recursive: true, force: true });
      await execa("git", ["worktree", "prune"], options);
    },
  };
  try {
    await git("worktree", "add", "--detach", root, commit);
    return tree;
  } catch (error) {
    await tree[Symbol.asyncDispose]();
    throw error;
  }
}
