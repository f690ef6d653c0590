import { isDeepStrictEqual } from "node:util";
import { changedPaths } from "./git.js";
import { Refusal } from "./refusal.js";
import type { RuntimeTools } from "./runtime-tools.js";
import type { Snapshot } from "./snapshot.js";

/** What a bump has touched so far, and how the tree was. */
export interface Undo {
  readonly root: string;
  readonly snapshot: Snapshot;
  /** What `git status` said before. */
  readonly changedBefore: readonly string[];
  /** Whether node_modules may be another than the lockfile says. */
  installed: boolean;
}

/** Puts the tree back as it was, and makes sure that it is. */
export async function putBack(undo: Undo, tools: RuntimeTools): Promise<void> {
  await undo.snapshot.restore();
  await undo.snapshot.discard();
  if (undo.installed) await tools.reinstall();
  const changed = await changedPaths(undo.root);
  if (!isDeepStrictEqual(changed, undo.changedBefore)) {
    const left = changed.filter((file) => !undo.changedBefore.includes(file));
    throw new Refusal(
      "tree",
      `git status is not what it was before: ${left.join(", ") || "changes are gone"}`,
    );
  }
}
