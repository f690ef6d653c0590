import type { ProtocolDiff } from "../diff/diff.js";
import type { Protocol } from "../protocol/protocol.js";
import { openTree } from "./open-tree.js";
import { readTree } from "./read/read-tree.js";
import { TypeLinks } from "./type-links.js";
import { usedChanges } from "./used-changes.js";
import { wantedOf } from "./wanted.js";

/**
 * What of a diff the TypeScript at `tree` uses, each change with the places that use it. Where nobody can tell whether a
 * change is met, it stays, with the doubt.
 *
 * @param sides The protocols that `diff` was made from.
 * @param tree A folder, or a tsconfig file.
 * @param cwd The folder that `tree` is relative to.
 * @param root The folder that the places are relative to.
 * @throws CodegenError when there is no TypeScript, or a tsconfig that cannot be read.
 */
export function usedIn(
  diff: ProtocolDiff,
  sides: readonly [before: Protocol, after: Protocol],
  tree: string,
  cwd: string,
  root = cwd,
): ProtocolDiff {
  const opened = openTree(tree, cwd, root);
  const usage = readTree(opened, wantedOf(sides));
  return usedChanges(diff, usage, new TypeLinks(sides), {
    tree,
    files: opened.files.length,
    unread: opened.unread,
  });
}
