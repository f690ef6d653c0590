import { execa } from "execa";

/** Changed and untracked paths, sorted, relative to `root`; a rename is two. */
export async function changedPaths(root: string): Promise<readonly string[]> {
  return (await status(root)).map((line) => line.slice(3)).sort();
}

/** Files that mention `text`, with line numbers, as `file:line`. */
export async function mentions(
  root: string,
  text: string,
  except: readonly string[],
): Promise<readonly string[]> {
  const excluded = except.map((pattern) => `:(exclude,glob)${pattern}`);
  const { stdout, exitCode } = await execa(
    "git",
    ["grep", "--untracked", "--line-number", "-I", "--fixed-strings", "-e", text, "--", ".", ...excluded],
    { cwd: root, reject: false },
  );
  if (exitCode !== 0) return [];
  return stdout.split("\n").map((line) => line.split(":", 2).join(":"));
}

async function status(root: string): Promise<readonly string[]> {
  const { stdout } = await execa(
    "git",
    ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all"],
    { cwd: root, stripFinalNewline: false },
  );
  return stdout.split("\0").filter((line) => line !== "");
}
