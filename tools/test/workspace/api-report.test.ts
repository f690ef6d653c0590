// What each entry of the client declares, without its comments: a change of it is reviewed where it is made, in packages/client/api.
// After one that is meant: npm run build && npx vitest run --project workspace tools/test/workspace/api-report.test.ts --update
import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const client = fileURLToPath(new URL("../../../packages/client", import.meta.url));
const dist = join(client, "dist/esm");
/** Generated, with files of their own that are compared with what a runtime prints. */
const generated = new Set(["Rpc", "ExperimentalRpc"]);
const printer = ts.createPrinter({ removeComments: true });

/** The declarations of a file, and the files of this folder that it takes others from. */
async function read(file: string): Promise<{ readonly text: string; readonly imports: readonly string[] }> {
  const tree = ts.createSourceFile(file, await readFile(file, "utf8"), ts.ScriptTarget.ESNext, true);
  const imports = tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const from = statement.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from) || !from.text.startsWith(".")) return [];
    const path = resolve(file, "..", from.text.replace(/\.js$/, ".d.ts"));
    return relative(dist, path).startsWith("chunks/") ? [path] : [];
  });
  const lines = tree.statements
    .filter((statement) => !ts.isImportDeclaration(statement))
    .filter((statement) => !ts.isInterfaceDeclaration(statement) || !generated.has(statement.name.text))
    .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, tree))
    // Chunks are named by what is in them.
    .map((text) => text.replace(/(chunks\/[\w.-]+?)-[\w-]{8}\.js/, "$1.js"));
  return { text: lines.join("\n"), imports };
}

const reported = new Set<string>();

it.each(["index", "types", "generated-support", "testing/index"])(
  "%s declares what was reviewed",
  async (entry) => {
    const parts: string[] = [];
    const files = [join(dist, `${entry}.d.ts`)];
    for (const file of files) {
      if (reported.has(file)) continue;
      reported.add(file);
      const { text, imports } = await read(file);
      parts.push(text);
      files.push(...imports);
    }
    await expect(`${parts.join("\n\n")}\n`).toMatchFileSnapshot(
      join(client, `api/${entry.replace("/index", "")}.d.ts`),
    );
  },
);
