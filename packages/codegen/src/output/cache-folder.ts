import path from "node:path";

/** Where what this generator keeps for itself stands: in `node_modules/.cache` of the package that the output folder `target` belongs to. */
export async function cacheFolderOf(target: string): Promise<string | undefined> {
  const { default: findCacheDirectory } = await import("find-cache-directory");
  return findCacheDirectory({ name: "codex-codegen", cwd: path.dirname(target) });
}
