import type { Project, Reach } from "../../harness.js";

/** The least flags of Deno, as docs/runtimes.md has them. */
export function denoArguments(_project: Project, reach: Reach): readonly string[] {
  return ["run", "--no-prompt", ...(reach === "stdio" ? ["-A"] : ["-A"])];
}
