import { build } from "esbuild";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";

/** JavaScript modules, made of TypeScript ones. */
export interface Compiled extends AsyncDisposable {
  /** The path of the one that was made of the entry with this name. */
  path(name: string): string;
}

/** Where what is compiled finds the client's own dependencies. */
const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));

/**
 * Compiles entries, with all of our sources that they import, for a plain Node process, which on Node 20 cannot read TypeScript.
 * Once for many programs: to start one through tsx takes most of a second, of which the program itself takes a tenth.
 */
export async function compiled(...entries: readonly string[]): Promise<Compiled> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "compiled-"));
  await build({
    entryPoints: [...entries],
    entryNames: "[name]",
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@codex-typed/source"],
    external: ["@openai/codex", "ws"],
    logLevel: "silent",
  });
  return {
    path: (name) => join(folder, `${parse(name).name}.mjs`),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
