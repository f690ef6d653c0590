import type { ts as TS } from "ts-morph";
import { ts } from "../../emit/ts-morph.js";
import type { Reading, TypedReading } from "./reading.js";

/** Finds the types of the protocol that `node` names: in an import or an export, or wherever a type stands. */
export function readTypeName(node: TS.Node, reading: Reading, checker: TS.TypeChecker | undefined): void {
  const name = nameIn(node);
  if (name === undefined) return;
  const spelled = importedName(name, checker);
  const symbol = checker === undefined ? undefined : resolved(name, checker);
  const place = reading.placeOf(name);
  if (symbol === undefined) {
    if (!reading.wanted.types.has(spelled)) return;
    reading.usage.nameType(spelled, place);
    const by = checker === undefined ? "a tree without tsconfig" : "an import that cannot be resolved";
    reading.usage.hide(spelled, { place, flow: "both", deep: true, by });
    return;
  }
  for (const meaning of reading.declarations.meaningsOf(symbol)) {
    if (meaning.kind === "type") reading.usage.nameType(meaning.type, place);
  }
}

/** What takes a type as a whole, whichever its fields are: `keyof T`, `T extends …`, a class that implements it. */
export function readWholeType(node: TS.Node, reading: TypedReading): void {
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.KeyOfKeyword) {
    hideWhole(node.type, "keyof", reading);
  } else if (ts.isConditionalTypeNode(node)) {
    hideWhole(node.checkType, "a conditional type", reading);
  } else if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) {
    for (const type of node.types) hideWhole(type, "a class", reading);
  }
}

function hideWhole(node: TS.TypeNode, by: string, { checker, held, usage, placeOf }: TypedReading): void {
  for (const type of held.itself(checker.getTypeAtLocation(node))) {
    usage.hide(type, { place: placeOf(node), flow: "both", deep: false, by });
  }
}

function nameIn(node: TS.Node): TS.Identifier | TS.StringLiteral | undefined {
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) return node.propertyName ?? node.name;
  if (ts.isTypeReferenceNode(node)) return last(node.typeName);
  if (ts.isImportTypeNode(node) && node.qualifier !== undefined) return last(node.qualifier);
  if (!ts.isExpressionWithTypeArguments(node)) return undefined;
  if (ts.isIdentifier(node.expression)) return node.expression;
  return ts.isPropertyAccessExpression(node.expression) && ts.isIdentifier(node.expression.name)
    ? node.expression.name
    : undefined;
}

function last(name: TS.EntityName): TS.Identifier {
  return ts.isIdentifier(name) ? name : name.right;
}

/** The symbol behind all imports, unless one of them leads nowhere. */
function resolved(name: TS.Node, checker: TS.TypeChecker): TS.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  return target.declarations === undefined ? undefined : target;
}

/** The name under which the module that it comes from knows it. */
function importedName(name: TS.Identifier | TS.StringLiteral, checker: TS.TypeChecker | undefined): string {
  const declaration = checker?.getSymbolAtLocation(name)?.declarations?.[0];
  return declaration !== undefined && ts.isImportSpecifier(declaration)
    ? (declaration.propertyName ?? declaration.name).text
    : name.text;
}
