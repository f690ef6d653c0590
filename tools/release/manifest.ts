import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The packages that are published, as folders of the tree. */
export const PACKAGES = ["packages/client", "packages/codegen"] as const;

/** What of a package.json a release needs. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly engines?: { readonly node?: string };
  readonly repository?: { readonly type?: string; readonly url?: string; readonly directory?: string };
  readonly bugs?: string | { readonly url?: string };
  readonly homepage?: string;
  readonly publishConfig?: { readonly access?: string };
}

/**
 * What a manifest lacks for a release. The repository's address is not for the code to guess: without it npm shows no sources, and refuses the
 * provenance of what a workflow publishes.
 */
export function lacksOf(manifest: Manifest, folder: string): readonly string[] {
  const { repository, bugs } = manifest;
  const wanted: readonly [field: string, isThere: boolean, remedy: string][] = [
    ["description", Boolean(manifest.description), "say in a sentence what it is"],
    ["license", manifest.license === "Apache-2.0", 'set "Apache-2.0"'],
    ["engines.node", Boolean(manifest.engines?.node), "name the versions of Node that it runs on"],
    [
      "publishConfig.access",
      manifest.publishConfig?.access === "public",
      'set "public": a scoped package is private by itself',
    ],
    [
      "repository",
      Boolean(repository?.url) && repository?.directory === folder,
      `set { "type": "git", "url": "git+https://…/codex-typed.git", "directory": "${folder}" }`,
    ],
    ["bugs", Boolean(typeof bugs === "string" ? bugs : bugs?.url), "set the address where issues are filed"],
    ["homepage", Boolean(manifest.homepage), "set the address of its README or of the documentation"],
  ];
  return wanted
    .filter(([, isThere]) => !isThere)
    .map(([field, , remedy]) => `${folder}/package.json lacks "${field}": ${remedy}`);
}

/** The manifest of a package in a tree. */
export async function readManifest(tree: string, folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(tree, folder, "package.json"), "utf8")) as Manifest;
}

/** What the manifests of a tree lack: a release refuses without, a rehearsal says it. */
export async function questionsForOwner(root: string): Promise<readonly string[]> {
  const lacks = await Promise.all(
    PACKAGES.map(async (folder) => lacksOf(await readManifest(root, folder), folder)),
  );
  return lacks.flat();
}
