import path from "node:path";
import ts from "typescript";

const client = path.resolve(import.meta.dirname, "../../../client");

/** What the compiler says of files, strict and with every declaration checked. */
export function typeErrors(files: readonly string[]): readonly string[] {
  const program = ts.createProgram([...files], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.es2024.string.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    typeRoots: [path.resolve(client, "../../node_modules/@types")],
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? "" : String(file.getLineAndCharacterOfPosition(start).line + 1);
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return `${path.basename(file?.fileName ?? "")}:${line}: ${text}`;
  });
}
