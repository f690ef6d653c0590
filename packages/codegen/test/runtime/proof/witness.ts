import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Project, ts, type SourceFile } from "ts-morph";
import { commandOf, installedRuntime } from "../../../src/schema/runtime.js";
import { TypeComparison } from "./compare-types.js";
import { GENERATED } from "./emitted.js";
import type { Family } from "./printed.js";

/** What the generated types and the runtime's own TypeScript output make of the same names. */
export interface Witnessed {
  /** Names that both have. */
  readonly shared: readonly string[];
  /** Names that only the runtime's output has. */
  readonly onlyTheirs: readonly string[];
  /** Names that only ours have. */
  readonly onlyOurs: readonly string[];
  /** Where the two say different things of a shared name. */
  readonly differences: readonly string[];
}

/**
 * Has the runtime print its TypeScript types, which are made from the same Rust types as its schema, and compares one family
 * of the checked-in types with them.
 */
export async function askWitness(family: Family): Promise<Witnessed> {
  const folder = await mkdtemp(path.join(tmpdir(), "codegen-witness-"));
  try {
    const [command, ...prefix] = commandOf(await installedRuntime(import.meta.dirname));
    const flags = family === "experimental" ? ["--experimental"] : [];
    await promisify(execFile)(command, [...prefix, "app-server", "generate-ts", ...flags, "--out", folder]);
    return compare(family, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function compare(family: Family, folder: string): Witnessed {
  const project = new Project({
    compilerOptions: {
      strict: true,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      types: [],
      noEmit: true,
    },
  });
  const own = project.addSourceFileAtPath(
    path.join(GENERATED, family === "stable" ? "types.ts" : "experimental/types.ts"),
  );
  const root = project.addSourceFileAtPath(path.join(folder, "index.ts"));
  const second = project.addSourceFileAtPath(path.join(folder, "v2/index.ts"));
  project.resolveSourceFileDependencies();
  // All files first: each one more would make a new program, whose types know nothing of the old one's.
  const ours = exportsOf(own);
  const theirs = new Map([...exportsOf(root), ...exportsOf(second)]);
  theirs.delete("v2");

  const shared = [...theirs.keys()].filter((name) => ours.has(name)).sort();
  const comparison = new TypeComparison(project.getTypeChecker().compilerObject, new Set(shared));
  for (const name of shared) comparison.compare(ours.get(name)!, theirs.get(name)!, name);
  return {
    shared,
    onlyTheirs: [...theirs.keys()].filter((name) => !ours.has(name)).sort(),
    onlyOurs: [...ours.keys()].filter((name) => !theirs.has(name)).sort(),
    differences: comparison.differences,
  };
}

function exportsOf(file: SourceFile): Map<string, ts.Type> {
  const symbols = file.getSymbolOrThrow().getExports();
  const listed = file.getExportSymbols();
  return new Map(
    [...symbols, ...listed].map((symbol) => [symbol.getName(), symbol.getDeclaredType().compilerType]),
  );
}
