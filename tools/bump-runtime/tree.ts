import { PINNING_MANIFESTS } from "./pins.js";
import { Refusal } from "./refusal.js";

/** What the client's generated code is in. */
export const GENERATED = "packages/client/src/generated";

/** What comes with the generator of the schemas of all releases. */
const HISTORY = "packages/codegen/history";

/** The changeset of a bump. */
export function changesetFile(version: string): string {
  return `.changeset/runtime-${version}.md`;
}

/** What a bump to `version` writes in the working tree: files that git tracks, and what a build leaves beside them. */
export function writtenPaths(version: string): readonly string[] {
  return [
    ...PINNING_MANIFESTS,
    "pnpm-lock.yaml",
    GENERATED,
    HISTORY,
    changesetFile(version),
    "packages/client/dist",
    "packages/codegen/dist",
  ];
}

/** Where a new runtime is made room for by hand: such changes may be there when a bump starts, and stay. */
const MENDED_BY_HAND = ["packages/codegen/", "packages/client/", "docs/", "fixtures/"];

/** Refuses to start among changes that have nothing to do with a new runtime: they would end up in its commit. */
export function refuseForeignChanges(changed: readonly string[], version: string): void {
  const written = writtenPaths(version);
  const foreign = changed.filter(
    (file) =>
      !written.some((own) => file === own || file.startsWith(`${own}/`)) &&
      !MENDED_BY_HAND.some((folder) => file.startsWith(folder)),
  );
  if (foreign.length === 0) return;
  const list = foreign.slice(0, 10).map((file) => `  ${file}`);
  if (foreign.length > list.length) list.push(`  and ${foreign.length - list.length} more`);
  throw new Refusal(
    "tree",
    `The tree has changes that are not part of a bump. Commit or stash them first:\n${list.join("\n")}`,
  );
}
