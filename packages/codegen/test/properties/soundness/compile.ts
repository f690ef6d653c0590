import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import type { Written } from "./literal.js";

/** What is to be compiled of one document. */
export interface Module {
  /** The emitted types. */
  readonly types: string;
  /** Values, each with the name of the type that it is given. */
  readonly assignments: readonly Assignment[];
}

/** `const v: type = expression`. */
export interface Assignment extends Written {
  readonly type: string;
}

/** What the compiler says of a {@link Module}. */
export interface Compiled {
  /** Faults of the types themselves. */
  readonly faults: readonly string[];
  /** For each assignment the error, or `undefined` where it compiles. */
  readonly errors: readonly (string | undefined)[];
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts"],
  types: [],
  skipLibCheck: true,
};

const LIBRARY = path.dirname(ts.getDefaultLibFilePath(OPTIONS));
/** The library's files, parsed and bound once for all programs. */
const library = new Map<string, ts.SourceFile | undefined>();

/** Compiles all modules in one program, in memory. */
export function compile(modules: readonly Module[]): readonly Compiled[] {
  const files = new Map<string, ts.SourceFile>();
  const checks = modules.map((module, index) => {
    const types = sourceFile(`/types-${String(index)}.ts`, module.types);
    const { text, ranges } = checkText(module, index);
    const check = sourceFile(`/check-${String(index)}.ts`, text);
    files.set(types.fileName, types);
    files.set(check.fileName, check);
    return { types, check, ranges };
  });
  const program = ts.createProgram([...files.keys()], OPTIONS, hostOf(files));
  const diagnosticsOf = (file: ts.SourceFile): readonly ts.Diagnostic[] => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ];
  return checks.map(({ types, check, ranges }) => {
    const faults = diagnosticsOf(types).map(messageOf);
    const errors: (string | undefined)[] = ranges.map(() => undefined);
    for (const diagnostic of diagnosticsOf(check)) {
      const at = diagnostic.start ?? 0;
      const index = ranges.findIndex(({ start, end }) => at >= start && at < end);
      // An error outside every assignment is an error of this harness.
      if (index === -1) throw new Error(`${messageOf(diagnostic)}\n${check.text.slice(0, 2000)}`);
      errors[index] ??= messageOf(diagnostic);
    }
    return { faults, errors };
  });
}

function checkText(
  { assignments }: Module,
  index: number,
): { text: string; ranges: readonly { start: number; end: number }[] } {
  if (assignments.length === 0) return { text: "", ranges: [] };
  let text = `import type * as types from "./types-${String(index)}.js";\n`;
  const ranges = assignments.map(({ declarations, type, expression }, number) => {
    text += declarations.map((declaration) => `${declaration}\n`).join("");
    const start = text.length;
    text += `export const v${String(number)}: types.${type} = ${expression};\n`;
    return { start, end: text.length };
  });
  return { text, ranges };
}

function hostOf(files: ReadonlyMap<string, ts.SourceFile>): ts.CompilerHost {
  return {
    getSourceFile: (name) => files.get(name) ?? libraryFile(name),
    getDefaultLibFileName: () => path.join(LIBRARY, "lib.es2022.d.ts"),
    getDefaultLibLocation: () => LIBRARY,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (name) => files.has(name),
    readFile: (name) => files.get(name)?.text,
    writeFile: () => undefined,
    resolveModuleNameLiterals: (literals) =>
      literals.map(({ text }) => ({
        resolvedModule: {
          resolvedFileName: text.replace(/^\.(.*)\.js$/, "$1.ts"),
          extension: ts.Extension.Ts,
          isExternalLibraryImport: false,
        },
      })),
  };
}

function libraryFile(name: string): ts.SourceFile | undefined {
  if (!library.has(name)) {
    const known = name.startsWith(LIBRARY) ? sourceFile(name, readFileSync(name, "utf8")) : undefined;
    library.set(name, known);
  }
  return library.get(name);
}

function sourceFile(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, { languageVersion: ts.ScriptTarget.ES2022 });
}

function messageOf(diagnostic: ts.Diagnostic): string {
  return `TS${String(diagnostic.code)}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")}`;
}
