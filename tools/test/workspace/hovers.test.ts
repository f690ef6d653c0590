import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");
const client = path.join(root, "packages/client/src");
const ENTRIES = [
  ...["index.ts", "testing/index.ts", "generated-support.ts", "types.ts"].map((file) =>
    path.join(client, file),
  ),
  path.join(root, "packages/codegen/src/index.ts"),
];

/** The types of the protocol: their docs are the schema's words, and it has none for most of their fields. */
const PROTOCOL = /\/generated\/(experimental\/)?(types|methods)\.ts$/;

/** What a caller holds, as an expression, with its type. Whoever opted in gets other overloads and other options. */
const HELD: Readonly<Record<string, string>> = {
  Codex: "typeof import('./index.js').Codex",
  codex: "Codex",
  askingCodex: "Codex<ApprovalMode>",
  experimentalCodex: "Codex<ApprovalMode, ExperimentalRpc>",
  thread: "Thread",
  experimentalThread: "Thread<ApprovalMode, string>",
  "thread.goal": "",
  turn: "Turn",
  goal: "Goal",
  login: "ChatGptLogin",
  root: "typeof import('./index.js')",
  testing: "typeof import('./testing/index.js')",
  codegen: "typeof import('../../codegen/src/index.js')",
};

/** Options beside the one that is hovered, which lead the compiler to another overload or another variant of the options. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  connect: ["experimentalApi: true", "onApproval: () => 'decline'", "transport: given()"],
  run: ["outputSchema: { type: 'object' }", "outputSchema: perhaps"],
  runStreamed: ["outputSchema: { type: 'object' }", "outputSchema: perhaps"],
};

const PREAMBLE = `
import type {
  ApprovalMode, ChatGptLogin, Codex, ExperimentalRpc, Goal, Thread, Turn,
} from "./index.js";
${Object.entries(HELD)
  .filter(([, type]) => type !== "")
  .map(([name, type]) => `declare const ${name}: ${type};`)
  .join("\n")}
declare const given: <T>() => NonNullable<T>;
declare const perhaps: { type: "object" } | undefined;
`;

/** The keywords of JSON Schema are under their own names: its specification says what they mean. */
const SPOKEN_ELSEWHERE = "packages/codegen/src/schema/json-schema.ts";

/** What does not compile shows nothing: a runtime, and what is for one, excludes a transport, and only with one is a connection restored. */
const IMPOSSIBLE =
  /\^(?:runtime|apiKey|baseUrl)\^.*transport:|^Codex\.connect\(\{ \^reconnect\^(?!.*transport:)/;

/** Only in memory, beside the entries: where the calls stand. */
const CALLS = path.join(client, "calls.ts");

/** Editors ask the same service. Its file of calls is written once the checker has said what may be called. */
class Editor {
  readonly #service: ts.LanguageService;
  #calls = PREAMBLE;
  #version = 1;

  constructor() {
    const { config } = ts.readConfigFile(
      path.join(root, "tsconfig.base.json"),
      ts.sys.readFile.bind(ts.sys),
    ) as {
      readonly config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
    this.#service = ts.createLanguageService({
      getScriptFileNames: () => [CALLS, ...ENTRIES],
      getScriptVersion: (file) => (file === CALLS ? String(this.#version) : "1"),
      getScriptSnapshot: (file) => {
        const text = file === CALLS ? this.#calls : ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      // What is others', Node's included, has no docs of ours, and takes its time.
      getCompilationSettings: () => ({ ...options, types: [] }),
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      resolveModuleNameLiterals: (names, from, redirected) =>
        names.map(({ text }) =>
          text.startsWith(".")
            ? ts.resolveModuleName(text, from, options, ts.sys, undefined, redirected, ts.ModuleKind.ESNext)
            : { resolvedModule: undefined },
        ),
      fileExists: (file) => file === CALLS || ts.sys.fileExists(file),
      readFile: (file) => (file === CALLS ? this.#calls : ts.sys.readFile(file)),
    });
  }

  get program(): ts.Program {
    const program = this.#service.getProgram();
    if (program === undefined) throw new Error("The service has no program.");
    return program;
  }

  /** What an editor shows at a place, without the tags. */
  docs(file: string, position: number): string {
    return ts.displayPartsToString(this.#service.getQuickInfoAtPosition(file, position)?.documentation);
  }

  /** What an editor shows in each call, of what stands between carets there. */
  docsIn(calls: readonly string[]): readonly string[] {
    this.#calls = PREAMBLE + calls.map((call) => `${call.replaceAll("^", "")};\n`).join("");
    this.#version += 1;
    let from = PREAMBLE.length;
    return calls.map((call) => {
      const at = from + call.indexOf("^");
      from += call.replaceAll("^", "").length + 2;
      return this.docs(CALLS, at);
    });
  }
}

function isOurs(file: string): boolean {
  return file.startsWith(path.join(root, "packages")) && !file.includes("/node_modules/");
}

/** Every declaration that a caller can come to from the entries: what they export, and the types that those mention. */
function* reachable(program: ts.Program): Generator<ts.Declaration> {
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  const waiting: ts.Symbol[] = [];
  const meet = (symbol: ts.Symbol | undefined): void => {
    if (symbol === undefined) return;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (!seen.has(target)) waiting.push(target);
    seen.add(target);
  };
  for (const entry of ENTRIES) {
    const source = program.getSourceFile(entry);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${entry} is no module.`);
    checker.getExportsOfModule(module).forEach(meet);
  }
  for (let symbol = waiting.pop(); symbol !== undefined; symbol = waiting.pop()) {
    for (const declaration of symbol.declarations ?? []) {
      const file = declaration.getSourceFile().fileName;
      if (!isOurs(file) || PROTOCOL.test(file)) continue;
      yield declaration;
      const visit = (node: ts.Node): void => {
        // What a body does is not for callers to see.
        if (ts.isBlock(node) || isHidden(node)) return;
        if (ts.isTypeReferenceNode(node)) meet(checker.getSymbolAtLocation(node.typeName));
        if (ts.isExpressionWithTypeArguments(node)) meet(checker.getSymbolAtLocation(node.expression));
        ts.forEachChild(node, visit);
      };
      visit(declaration);
    }
  }
}

type Named = ts.Declaration & { readonly name: ts.Node };

/** The declaration itself and, however deep they stand in it, its members. */
function* documentable(declaration: ts.Declaration): Generator<Named> {
  const found: Named[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || isHidden(node)) return;
    if (
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isPropertySignature(node) ||
      ts.isMethodSignature(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessorDeclaration(node) ||
      ts.isEnumMember(node)
    ) {
      found.push(node);
    } else if ((ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name !== undefined) {
      found.push(node as ts.Declaration & { readonly name: ts.Node });
    } else if (ts.isVariableDeclaration(node) && node === declaration) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  yield* found;
}

/** Whether a node is nothing that callers see, or that they see in another place. */
function isHidden(node: ts.Node): boolean {
  // The value that something begins with.
  if (ts.isExpression(node) && !ts.isExpressionWithTypeArguments(node) && !ts.isIdentifier(node)) return true;
  // What a type must be, or is picked from others by.
  if (ts.isTypeParameterDeclaration(node)) return true;
  if (ts.isTypeLiteralNode(node) && ts.isTypeReferenceNode(node.parent)) return true;
  if (ts.isTypeElement(node) || ts.isClassElement(node)) {
    const { name } = node;
    // At `[Symbol.asyncDispose]` an editor shows the docs of the symbol.
    if (name !== undefined && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name))) return true;
    if ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0) return true;
  }
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
}

/** A call for each option that something held takes, with the option between carets. */
function callsOf(program: ts.Program): readonly string[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(CALLS);
  if (source === undefined) throw new Error("The calls are not in the program.");
  const callsOn = (held: string, method: ts.Symbol): readonly string[] =>
    checker
      .getTypeOfSymbolAtLocation(method, source)
      .getCallSignatures()
      .flatMap(({ parameters }) =>
        parameters.flatMap((parameter, index) =>
          optionsIn(checker.getTypeOfSymbolAtLocation(parameter, source), checker).flatMap((option) =>
            ["", ...(BESIDE[method.name] ?? [])]
              .filter((beside) => !option.startsWith(`^${beside.split(":")[0] ?? ""}^`))
              .map(
                (beside) => `${held}.${method.name}(${"given(), ".repeat(index)}{ ${option}, ${beside} })`,
              ),
          ),
        ),
      );
  const calls = Object.keys(HELD).flatMap((held) =>
    checker
      .getPropertiesOfType(typeOf(held.split("."), source, checker))
      .flatMap((method) => callsOn(held, method)),
  );
  return [...new Set(calls)].filter((call) => !IMPOSSIBLE.test(call));
}

function typeOf(
  [name, ...members]: readonly string[],
  source: ts.SourceFile,
  checker: ts.TypeChecker,
): ts.Type {
  const held = checker
    .getSymbolsInScope(source, ts.SymbolFlags.BlockScopedVariable)
    .find((symbol) => symbol.name === name && symbol.declarations?.[0]?.getSourceFile() === source);
  if (held === undefined) throw new Error(`Nobody declares ${String(name)}.`);
  return members.reduce(
    (type, member) => {
      const property = checker.getPropertyOfType(type, member);
      if (property === undefined) throw new Error(`${String(name)} has no ${member}.`);
      return checker.getTypeOfSymbolAtLocation(property, source);
    },
    checker.getTypeOfSymbolAtLocation(held, source),
  );
}

/** An object's members, each between carets with a value: those of a parameter's type, in each of its variants. */
function optionsIn(type: ts.Type, checker: ts.TypeChecker): readonly string[] {
  // What is handed on as it came is of whatever type it has.
  if ((type.flags & ts.TypeFlags.TypeParameter) !== 0) return [];
  const variants = type.isUnion() ? type.types : [type];
  const options = variants.flatMap((variant) => {
    if (variant.getCallSignatures().length > 0 || checker.isArrayType(variant)) return [];
    const members = checker.getPropertiesOfType(variant);
    // What tells the variants of a union apart stands beside the others.
    const literals = members.flatMap((member) => {
      const of = checker.getTypeOfSymbol(member);
      return of.isStringLiteral() ? [{ name: member.name, value: JSON.stringify(of.value) }] : [];
    });
    return members.filter(isOption).map(({ name }) => {
      const own = literals.find((literal) => literal.name === name);
      const others = literals
        .filter((literal) => literal !== own)
        .map((other) => `, ${other.name}: ${other.value}`);
      return `^${name}^: ${own?.value ?? "given()"}${others.join("")}`;
    });
  });
  return [...new Set(options)];
}

function isOption({ name, declarations = [] }: ts.Symbol): boolean {
  return (
    /^\w+$/.test(name) &&
    declarations.some((declaration) => {
      const file = declaration.getSourceFile().fileName;
      return isOurs(file) && !PROTOCOL.test(file) && !ts.isClassElement(declaration);
    })
  );
}

describe("an editor shows docs", () => {
  const editor = new Editor();

  it("of everything that the entries export, and of each of its members", () => {
    const silent = [...reachable(editor.program)].flatMap((declaration) =>
      [...documentable(declaration)].flatMap((one) => {
        const source = one.getSourceFile();
        if (editor.docs(source.fileName, one.name.getStart()) !== "") return [];
        const { line } = source.getLineAndCharacterOfPosition(one.getStart());
        return [`${path.relative(root, source.fileName)}:${String(line + 1)} ${one.name.getText()}`];
      }),
    );
    expect([...new Set(silent)].filter((place) => !place.startsWith(SPOKEN_ELSEWHERE)).sort()).toEqual([]);
  }, 60_000);

  it("of every option where it is given, whatever client or thread it is given to", () => {
    const calls = callsOf(editor.program);
    const shown = editor.docsIn(calls);
    expect(calls.filter((_, index) => shown[index] === "")).toEqual([]);
  }, 60_000);

  it("that are those of what is hovered", () => {
    const words: Readonly<Record<string, string>> = {
      "codex.^startThread^()": "Starts a new thread.",
      "codex.startThread({ ^approvalMode^: 'ask' })":
        "Who decides about escalations. `auto_review` unless given.",
      "codex.resumeThread('', { ^approvalMode^: 'ask' })": "The thread keeps what it has unless given.",
      "codex.startThread({ sandbox: { mode: 'read_only', ^networkAccess^: true } })":
        "Whether commands may use the network.",
      "experimentalCodex.startThread({ ^cwd^: '/b' })": "The working folder: commands start in it",
      "experimentalThread.run('', { ^profile^: 'careful' })": "in place of a sandbox",
      "thread.^run^('', { outputSchema: { type: 'object' } })": "The answer must match `outputSchema`",
      "thread.run('', { ^model^: 'm', outputSchema: perhaps })":
        "Override the model for this turn and subsequent turns.",
      "thread.goal.^clear^()": "Takes the goal away.",
      "thread.goal.clear({ ^signal^: given() })": "it rejects with `signal.reason`",
      "codex.rpc.thread.^archive^({ threadId: '' })": "Protocol method `thread/archive`.",
      "experimentalCodex.rpc.thread.settings.^update^({ threadId: '' })":
        "Protocol method `thread/settings/update`.",
    };
    const shown = editor.docsIn(Object.keys(words));
    expect(shown).toEqual(Object.values(words).map((part): unknown => expect.stringContaining(part)));
  }, 60_000);

  it("of the schema: no comment of a generated type is lost", () => {
    const files = editor.program.getSourceFiles().filter(({ fileName }) => PROTOCOL.test(fileName));
    expect(files).toHaveLength(4);
    for (const file of files) {
      const attached = new Set<ts.Node>();
      const visit = (node: ts.Node): void => {
        for (const one of ts.getJSDocCommentsAndTags(node)) if (ts.isJSDoc(one)) attached.add(one);
        ts.forEachChild(node, visit);
      };
      visit(file);
      expect(attached.size).toBe(file.text.split("/**").length - 1);
    }
  });
});
