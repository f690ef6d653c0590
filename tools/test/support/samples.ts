// The samples of TypeScript that stand in docs, as programs.
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "../../..");

/** What examples may mention without saying where it comes from. */
const AMBIENT: Readonly<Record<string, string>> = {
  codex: "Codex<ApprovalMode>",
  thread: "Thread<ApprovalMode>",
  turn: "Turn",
  goal: "Goal",
  login: "ChatGptLogin",
  key: "string",
  connection: "Connection",
  signal: "AbortSignal",
  cwd: "string",
  threadId: "string",
  input: "string",
  result: "TurnResult",
  event: "TurnEvent",
  error: "unknown",
  test: "TestRuntime",
  model: "ScriptedModel",
  home: "TestHome",
  request: "ModelRequest",
  channel: "TransportChannel",
  expect: 'typeof import("vitest").expect',
  z: 'typeof import("zod")',
};

/** A sample, and where it stands. */
export interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** The samples of a file: those of a page and of the rows of its tables, or those in the comments of a module. */
export function examplesIn(file: string): readonly Example[] {
  return [...blocksIn(file), ...rowsIn(file)];
}

/** What stands in the column `here` of a page's tables, a sample a row. */
function rowsIn(file: string): readonly Example[] {
  if (!file.endsWith(".md")) return [];
  let column = -1;
  return readFileSync(path.join(root, file), "utf8")
    .split("\n")
    .flatMap((row, index) => {
      const cells = row.startsWith("|") ? row.split("|").map((cell) => cell.trim()) : [];
      if (cells.length === 0) column = -1;
      else if (cells.includes("here")) column = cells.indexOf("here");
      else if (column >= 0) {
        const code = [...(cells[column] ?? "").matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
        if (code.length > 0) return [{ file, line: index + 1, code: code.join("\n") }];
      }
      return [];
    });
}

function blocksIn(file: string): readonly Example[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const comments = file.endsWith(".md") ? [{ index: 0, 0: text }] : [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)];
  return comments.flatMap((comment) =>
    // A block, or what stands beside the tag.
    [...comment[0].matchAll(/```ts\n([\s\S]*?)```|@example (.+)/g)].map((block) => ({
      file,
      line: text.slice(0, comment.index + block.index).split("\n").length,
      code: (block[1] ?? block[2] ?? "").replaceAll(/^ *\* ?/gm, file.endsWith(".md") ? "$&" : ""),
    })),
  );
}

/** The names that each module exports, with the module to import them from. What they are is the compiler's concern. */
export function exportsOf(files: readonly string[]): (file: string) => ReadonlyMap<string, string> {
  const paths = files.filter((file) => file.endsWith(".ts")).map((file) => path.join(root, file));
  const program = ts.createProgram(paths, { noResolve: true, noLib: true });
  const checker = program.getTypeChecker();
  return (file) => {
    const from = path.join(root, file);
    const source = program.getSourceFile(from);
    const symbol = source && checker.getSymbolAtLocation(source);
    return new Map((symbol ? checker.getExportsOfModule(symbol) : []).map(({ name }) => [name, from]));
  };
}

function namesIn(code: string): {
  readonly used: ReadonlySet<string>;
  readonly declared: ReadonlySet<string>;
} {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      declared.add(node.name.text);
    }
    if (
      (ts.isFunctionDeclaration(node) ||
        ts.isClassDeclaration(node) ||
        ts.isImportSpecifier(node) ||
        ts.isNamespaceImport(node)) &&
      node.name
    ) {
      declared.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true));
  return { used, declared };
}

/** An example as a module: what it mentions without saying where it comes from is imported, or declared. */
export function moduleOf(
  { code, file }: Example,
  exported: ReturnType<typeof exportsOf>,
  entries: readonly string[],
): string {
  const { used, declared } = namesIn(code);
  const sources = [file, ...entries].map(exported);
  const mentioned = new Set([...used].filter((name) => !declared.has(name)));
  const ambient = [...mentioned].filter(
    (name) => Object.hasOwn(AMBIENT, name) && !sources.some((source) => source.has(name)),
  );
  const typeOf = (name: string): string => {
    const optedIn = name === "codex" && file.includes("/experimental/");
    return optedIn ? "Codex<ApprovalMode, ExperimentalRpc>" : (AMBIENT[name] ?? "never");
  };
  for (const name of ambient) for (const word of typeOf(name).match(/\w+/g) ?? []) mentioned.add(word);
  const imports = [...mentioned].flatMap((name) => {
    const from = sources.find((source) => source.has(name))?.get(name);
    return from === undefined
      ? []
      : [`import { ${name} } from ${JSON.stringify(from.replace(/\.ts$/, ".js"))};`];
  });
  const declarations = ambient.map((name) => `declare const ${name}: ${typeOf(name)};`);
  return [...imports, ...declarations, "export {};", code].join("\n");
}
