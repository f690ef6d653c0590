import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

/** Compiles the transport for a plain Node process, which on Node 20 cannot read TypeScript. */
export function compileStdioTransport(): { folder: string; stdioModule: string } {
  const folder = mkdtempSync(join(tmpdir(), "codex-typed-compiled-"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  for (const layer of ["errors", "lib", "diagnostics", "transport", "transport/stdio"]) {
    mkdirSync(join(folder, layer));
    for (const name of readdirSync(join(source, layer)).filter((name) => name.endsWith(".ts"))) {
      const { outputText } = ts.transpileModule(readFileSync(join(source, layer, name), "utf8"), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      writeFileSync(join(folder, layer, name.replace(/\.ts$/, ".js")), outputText);
    }
  }
  return { folder, stdioModule: pathToFileURL(join(folder, "transport", "stdio", "stdio.js")).href };
}
