import type { ts as TS } from "ts-morph";
import { ts } from "../../emit/ts-morph.js";
import type { Reading } from "./reading.js";

/**
 * Finds the methods that `node` names as a string: `"thread/start"`; the beginning of one (`"item/"`, a template) stands for all
 * that begin so. A name without `/`, such as `error`, is a word of every program: it counts where methods stand.
 */
export function readMethodString(node: TS.Node, reading: Reading, checker: TS.TypeChecker | undefined): void {
  if (ts.isTemplateExpression(node) || ts.isTemplateLiteralTypeNode(node)) {
    const head = node.head.text;
    const tail = node.templateSpans.at(-1)?.literal.text ?? "";
    if (!head.includes("/")) return;
    useAll(node, reading, (method) => method.startsWith(head) && method.endsWith(tail));
    return;
  }
  if (!ts.isStringLiteralLike(node) || isModuleName(node)) return;
  const { text } = node;
  if (text.endsWith("/")) {
    useAll(node, reading, (method) => method.startsWith(text));
    return;
  }
  if (!reading.wanted.methods.has(text)) return;
  const expected = checker === undefined ? undefined : literalsExpected(node, checker);
  const typed = expected?.has(text) === true;
  const amongMethods = [...(expected ?? [])].some((one) => one !== text && reading.wanted.methods.has(one));
  if (!text.includes("/") && !amongMethods && !standsForMethod(node)) return;
  reading.usage.useMethod(text, { place: reading.placeOf(node), typed });
}

/**
 * Finds chains such as `codex.rpc.thread.start`, by their words. One that ends before a method (`const { thread } = codex.rpc`)
 * stands for all that begin so, unless the compiler knows what it is.
 */
export function readRpcChain(node: TS.Node, reading: Reading, checker: TS.TypeChecker | undefined): void {
  if (!ts.isPropertyAccessExpression(node) || isWithinChain(node)) return;
  const links = linksOf(node);
  const start = links.map(({ text }) => text).lastIndexOf("rpc");
  if (start < 0) return;
  const words = links.slice(start + 1);
  for (let length = words.length; length > 0; length -= 1) {
    const link = words[length - 1];
    const method = words
      .slice(0, length)
      .map(({ text }) => text)
      .join("/");
    if (link === undefined || !reading.wanted.methods.has(method)) continue;
    const symbol = checker?.getSymbolAtLocation(link);
    const told =
      symbol !== undefined && reading.declarations.meaningsOf(symbol).some(({ kind }) => kind === "method");
    if (!told) reading.usage.useMethod(method, { place: reading.placeOf(link), typed: symbol !== undefined });
    return;
  }
  if (checker?.getSymbolAtLocation(node.name) !== undefined) return;
  const begun = words.map(({ text }) => `${text}/`).join("");
  useAll(node.name, reading, (method) => method.startsWith(begun));
}

/** Whether more of a chain stands around `node`. */
function isWithinChain({ parent }: TS.PropertyAccessExpression): boolean {
  return ts.isPropertyAccessExpression(parent);
}

/** The names of a chain, outermost last. */
function linksOf(chain: TS.PropertyAccessExpression): readonly TS.MemberName[] {
  const links: TS.MemberName[] = [];
  let at: TS.Expression = chain;
  for (; ts.isPropertyAccessExpression(at); at = at.expression) links.unshift(at.name);
  return ts.isIdentifier(at) ? [at, ...links] : links;
}

function useAll(node: TS.Node, reading: Reading, fits: (method: string) => boolean): void {
  const place = reading.placeOf(node);
  for (const method of reading.wanted.methods) {
    if (fits(method)) reading.usage.useMethod(method, { place, typed: false });
  }
}

function isModuleName({ parent }: TS.StringLiteralLike): boolean {
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    ts.isModuleDeclaration(parent) ||
    (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent))
  );
}

/** The strings that may stand where `node` stands; none where any string may. */
function literalsExpected(node: TS.StringLiteralLike, checker: TS.TypeChecker): ReadonlySet<string> {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return literalsOf(checker.getTypeAtLocation(parent.left === node ? parent.right : parent.left), checker);
  }
  if (ts.isCaseClause(parent)) {
    return literalsOf(checker.getTypeAtLocation(parent.parent.parent.expression), checker);
  }
  if (ts.isElementAccessExpression(parent)) return keysOf(checker.getTypeAtLocation(parent.expression));
  if (ts.isPropertyAssignment(parent) && parent.name === node) {
    return keysOf(checker.getContextualType(parent.parent));
  }
  if (!ts.isLiteralTypeNode(parent)) return literalsOf(checker.getContextualType(node), checker);
  const around = parent.parent;
  if (ts.isIndexedAccessTypeNode(around)) return keysOf(checker.getTypeAtLocation(around.objectType));
  return literalsOf(checker.getTypeAtLocation(ts.isUnionTypeNode(around) ? around : parent), checker);
}

const ANY_STRING = ts.TypeFlags.String | ts.TypeFlags.Any | ts.TypeFlags.Unknown;

function literalsOf(type: TS.Type | undefined, checker: TS.TypeChecker): ReadonlySet<string> {
  if (type === undefined) return new Set();
  const known = checker.getBaseConstraintOfType(type) ?? type;
  const members = known.isUnion() ? known.types : [known];
  if (members.some(({ flags }) => (flags & ANY_STRING) !== 0)) return new Set();
  return new Set(members.flatMap((one) => (one.isStringLiteral() ? [one.value] : [])));
}

function keysOf(type: TS.Type | undefined): ReadonlySet<string> {
  if (type === undefined || type.getStringIndexType() !== undefined) return new Set();
  const members = type.isUnion() ? type.types : [type];
  return new Set(members.flatMap((one) => one.getProperties().map(({ name }) => name)));
}

/** Functions that are called with a method. */
const CALLS_WITH_METHOD =
  /^(on|once|off|call|request|notify|handle|send\w*|on(Request|Notification)|(add|remove)\w*Listener)$/;

/** Whether the words around a string say that it is a method. */
function standsForMethod({ parent }: TS.StringLiteralLike): boolean {
  if (ts.isBinaryExpression(parent)) return [parent.left, parent.right].some(isCalledMethod);
  if (ts.isCaseClause(parent)) return isCalledMethod(parent.parent.parent.expression);
  if (ts.isPropertyAssignment(parent)) return nameOf(parent.name) === "method";
  if (ts.isLiteralTypeNode(parent)) {
    return ts.isPropertySignature(parent.parent) && nameOf(parent.parent.name) === "method";
  }
  return ts.isCallExpression(parent) && CALLS_WITH_METHOD.test(nameOf(lastOf(parent.expression)));
}

function isCalledMethod(expression: TS.Expression): boolean {
  return nameOf(lastOf(expression)) === "method";
}

function lastOf(expression: TS.Expression): TS.Node {
  return ts.isPropertyAccessExpression(expression) ? expression.name : expression;
}

function nameOf(node: TS.Node): string {
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? node.text : "";
}
