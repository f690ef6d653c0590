import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";
import { onTestFinished } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

/** The sources as the JavaScript that is published, in a package where their dependencies are found: the folder `dist` of it. */
export async function builtSources(): Promise<string> {
  const cache = path.join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "built-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(path.join(root, "package.json"), path.join(folder, "package.json"));
  await cp(path.join(root, "history"), path.join(folder, "history"), { recursive: true });
  const from = path.join(root, "src");
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = path.join(entry.parentPath, entry.name);
    const target = path.join(folder, "dist", path.relative(from, source)).replace(/\.ts$/, ".js");
    const { outputText } = ts.transpileModule(await readFile(source, "utf8"), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
      },
    });
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, outputText);
  }
  return path.join(folder, "dist");
}
