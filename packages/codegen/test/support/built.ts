import { build } from "esbuild";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

/** The sources as the JavaScript that is published, file by file, beside what is published with them: `dist`, where their dependencies are found. */
export async function builtSources(): Promise<string> {
  const cache = path.join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "built-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(path.join(root, "package.json"), path.join(folder, "package.json"));
  await symlink(path.join(root, "history"), path.join(folder, "history"));
  await build({
    entryPoints: [path.join(root, "src/**/*.ts")],
    outbase: path.join(root, "src"),
    outdir: path.join(folder, "dist"),
    format: "esm",
    target: "es2022",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    logLevel: "silent",
  });
  return path.join(folder, "dist");
}
