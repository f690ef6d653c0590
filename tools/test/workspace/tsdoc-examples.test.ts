import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

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
    [...comment[0].matchAll(/```ts\n([\s\S]*?)```/g)].map((block) => ({
      file,
      line: text.slice(0, comment.index + block.index).split("\n").length,
      code: (block[1] ?? "").replaceAll(/^ *\* ?/gm, file.endsWith(".md") ? "$&" : ""),
    })),
  );
}

/** The names that a module exports, with the specifier to import them from. */
function exportsOf(program: ts.Program, file: string): ReadonlyMap<string, string> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  return new Map((symbol ? checker.getExportsOfModule(symbol) : []).map(({ name }) => [name, file]));
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

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(root, "tsconfig.base.json"), (file) => readFileSync(file, "utf8")).config,
  ts.sys,
  root,
);

/** The errors of the compiler in each example, each with the place of the example. */
function compile(
  packageName: string,
  entries: readonly string[],
  examples: readonly Example[],
): readonly string[] {
  const folder = path.join(root, "packages", packageName, "src");
  const modules = ts.createProgram(
    [...entries, ...new Set(examples.map(({ file }) => file))]
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.join(root, file)),
    { ...options, noEmit: true, skipLibCheck: true },
  );
  const shared = entries.map((file) => exportsOf(modules, path.join(root, file)));

  const virtual = new Map<string, { readonly text: string; readonly example: Example }>();
  for (const [index, example] of examples.entries()) {
    const { used, declared } = namesIn(example.code);
    const own = exportsOf(modules, path.join(root, example.file));
    const sources = [own, ...shared];
    const mentioned = new Set([...used].filter((name) => !declared.has(name)));
    const ambient = [...mentioned].filter(
      (name) => Object.hasOwn(AMBIENT, name) && !sources.some((source) => source.has(name)),
    );
    for (const name of ambient) for (const word of AMBIENT[name]?.match(/\w+/g) ?? []) mentioned.add(word);
    const imports = [...mentioned].flatMap((name) => {
      const from = sources.find((source) => source.has(name))?.get(name);
      return from === undefined
        ? []
        : [`import { ${name} } from ${JSON.stringify(from.replace(/\.ts$/, ".js"))};`];
    });
    const declarations = ambient.map((name) => `declare const ${name}: ${AMBIENT[name] ?? "never"};`);
    const text = [...imports, ...declarations, "export {};", example.code].join("\n");
    // What a page tells to install, the examples have installed.
    const place = example.file.startsWith("docs/") ? path.join(root, "examples") : folder;
    virtual.set(path.join(place, `example-${index}.ts`), { text, example });
  }

  const settings = {
    ...options,
    noEmit: true,
    declaration: false,
    declarationMap: false,
    verbatimModuleSyntax: false,
  };
  const host = ts.createCompilerHost(settings);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => virtual.has(file) || fileExists(file);
  host.readFile = (file) => virtual.get(file)?.text ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const text = virtual.get(file)?.text;
    return text === undefined
      ? getSourceFile(file, languageVersion, ...rest)
      : ts.createSourceFile(file, text, languageVersion, true);
  };
  const program = ts.createProgram([...virtual.keys()], settings, host);
  return [...virtual].flatMap(([file, { example }]) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(
      ({ messageText }) =>
        `${example.file}:${example.line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
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
    (packageName, entries) => {
      const pages = packageName === "client" ? [...filesIn("docs"), "README.md"] : [];
      const files = [
        ...filesIn(`packages/${packageName}/src`),
        `packages/${packageName}/README.md`,
        ...pages,
      ].filter(
        (file) =>
          /\.(ts|md)$/.test(file) && !file.includes("/generated/") && existsSync(path.join(root, file)),
      );
      const examples = files
        .sort()
        .flatMap(examplesIn)
        // With what was generated beside it, codegen-readme.test.ts compiles it.
        .filter(({ code }) => !code.includes('from "./generated/'));
      expect(examples.length).toBeGreaterThan(0);
      expect(compile(packageName, entries, examples)).toEqual([]);
    },
    60_000,
  );
});
