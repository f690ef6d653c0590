import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import ts from "typescript";
import { describe, expect, it, onTestFinished } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");
/** As a process, TypeScript 7 says in a second what 6 says in seven. */
const tsc = path.join(root, "tools/node_modules/typescript-7/bin/tsc");

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
  error: "unknown",
  test: "TestRuntime",
  model: "ScriptedModel",
  home: "TestHome",
  request: "ModelRequest",
  channel: "TransportChannel",
  expect: 'typeof import("vitest").expect',
  z: 'typeof import("zod")',
};

function filesIn(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
    path.posix.join(folder, file),
  );
}

interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

function examplesIn(file: string): readonly Example[] {
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
function exportsOf(files: readonly string[]): (file: string) => ReadonlyMap<string, string> {
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
function moduleOf(
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

/** A folder where the dependencies of `workspace` are found. */
async function folderIn(workspace: string): Promise<string> {
  const cache = path.join(root, workspace, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, "examples-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** The errors of the compiler in each example, each with the place of the example. */
async function compile(
  packageName: string,
  entries: readonly string[],
  examples: readonly Example[],
): Promise<readonly string[]> {
  const ofPackage = await folderIn(`packages/${packageName}`);
  // What a page tells to install, the examples have installed.
  const ofPages = await folderIn("examples");
  const exported = exportsOf([...entries, ...new Set(examples.map(({ file }) => file))]);
  const files = new Map<string, Example>();
  const paths: string[] = [];
  for (const [index, example] of examples.entries()) {
    const name = `example-${String(index)}.ts`;
    const file = path.join(example.file.startsWith("docs/") ? ofPages : ofPackage, name);
    await writeFile(file, moduleOf(example, exported, entries));
    files.set(name, example);
    paths.push(file);
  }
  const config = path.join(ofPackage, "tsconfig.json");
  await writeFile(
    config,
    JSON.stringify({
      extends: path.join(root, "tsconfig.base.json"),
      compilerOptions: {
        noEmit: true,
        declaration: false,
        declarationMap: false,
        verbatimModuleSyntax: false,
        skipLibCheck: true,
      },
      files: paths,
    }),
  );
  const { all, failed } = await execa(process.execPath, [tsc, "--pretty", "false", "-p", config], {
    cwd: root,
    all: true,
    reject: false,
  });
  if (!failed) return [];
  return all.split("\n").map((line) =>
    line.replace(/^\S*\b(example-\d+\.ts)\(\d+,\d+\)/, (place, name: string) => {
      const example = files.get(name);
      return example === undefined ? place : `${example.file}:${String(example.line)}`;
    }),
  );
}

describe("the examples in the docs compile", () => {
  it.each([
    [
      "client",
      [
        "packages/client/src/index.ts",
        "packages/client/src/testing/index.ts",
        "packages/client/src/types.ts",
      ],
    ],
    ["codegen", ["packages/codegen/src/index.ts"]],
  ])(
    "of %s",
    async (packageName, entries) => {
      const pages = packageName === "client" ? [...filesIn("docs"), "README.md"] : [];
      const files = [
        ...filesIn(`packages/${packageName}/src`),
        `packages/${packageName}/README.md`,
        ...pages,
      ].filter((file) => /\.(ts|md)$/.test(file) && existsSync(path.join(root, file)));
      const examples = files
        .sort()
        .flatMap(examplesIn)
        // With what was generated beside it, codegen-readme.test.ts compiles it.
        .filter(({ code }) => !code.includes('from "./generated/'));
      expect(examples.length).toBeGreaterThan(0);
      expect(await compile(packageName, entries, examples)).toEqual([]);
    },
    60_000,
  );
});
