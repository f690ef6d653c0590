import type { ts as TS } from "ts-morph";
import { ts } from "../../emit/ts-morph.js";
import type { Meaning } from "../declarations.js";
import type { TypedReading } from "./reading.js";

/** Finds the fields that `node` reads or writes, and the objects that it writes down. */
export function readFields(node: TS.Node, reading: TypedReading): void {
  const { checker } = reading;
  if (ts.isPropertyAccessExpression(node)) {
    useSymbol(checker.getSymbolAtLocation(node.name), node.name, reading);
  } else if (ts.isElementAccessExpression(node)) {
    readKey(node.expression, node.argumentExpression, reading);
  } else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    readBinding(node, node.parent, reading);
  } else if (ts.isObjectLiteralExpression(node)) {
    readObject(node, reading);
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
    if (ts.isStringLiteralLike(node.left)) readKey(node.right, node.left, reading);
    else hideValue(node.right, "a key that is not known", reading);
  } else if (ts.isIndexedAccessTypeNode(node)) {
    readIndexedType(node, reading);
  } else if (ts.isForInStatement(node)) {
    hideValue(node.expression, "for … in", reading);
  }
}

function useSymbol(symbol: TS.Symbol | undefined, node: TS.Node, reading: TypedReading): void {
  if (symbol === undefined) return;
  for (const meaning of reading.declarations.meaningsOf(symbol)) useMeaning(meaning, node, reading);
}

function useMeaning(meaning: Meaning, node: TS.Node, { usage, wanted, placeOf }: TypedReading): void {
  const place = placeOf(node);
  if (meaning.kind === "field") usage.useField(meaning.type, meaning.fields, place);
  if (meaning.kind === "method") usage.useMethod(meaning.method, { place, typed: true });
  if (meaning.kind !== "highLevel") return;
  const { row } = meaning;
  usage.useMethod(row.request, { place, typed: true });
  // What the method fills by itself: routing of approvals, positional arguments, the handle's own.
  const routing = row.approval.kind === "mode" ? ["approvalPolicy", "approvalsReviewer"] : [];
  const filled = [
    ...routing,
    ...[row.sandbox, row.profile].filter((field) => field !== undefined),
    ...Object.values(row.positional ?? {}),
    ...(row.bound ?? []),
  ];
  for (const type of wanted.paramsOf.get(row.request) ?? []) {
    for (const field of filled) usage.useField(type, [field], place);
  }
}

function readKey(value: TS.Expression, key: TS.Expression, reading: TypedReading): void {
  const { checker } = reading;
  const type = checker.getTypeAtLocation(value);
  const keyType = checker.getTypeAtLocation(key);
  const keys = keyType.isUnion() ? keyType.types : [keyType];
  if ((keyType.flags & ts.TypeFlags.NumberLike) !== 0) return;
  for (const one of keys) {
    if (one.isStringLiteral()) useProperty(type, one.value, key, reading);
    else {
      hideValue(value, "a key that is not known", reading);
      return;
    }
  }
}

/** Uses the property of whichever members of a union have it. */
function useProperty(type: TS.Type, name: string, node: TS.Node, reading: TypedReading): void {
  const whole = reading.checker.getPropertyOfType(type, name);
  if (whole !== undefined) useSymbol(whole, node, reading);
  else if (type.isUnion()) for (const one of type.types) useSymbol(one.getProperty(name), node, reading);
}

function readBinding(node: TS.BindingElement, pattern: TS.ObjectBindingPattern, reading: TypedReading): void {
  const type = reading.checker.getTypeAtLocation(pattern);
  if (node.dotDotDotToken !== undefined) {
    hideType(type, node, "a rest of fields", reading);
    return;
  }
  const name = node.propertyName ?? node.name;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) useProperty(type, name.text, name, reading);
  else if (ts.isComputedPropertyName(name)) hideType(type, node, "a key that is not known", reading);
}

function readObject(node: TS.ObjectLiteralExpression, reading: TypedReading): void {
  const { checker, usage, placeOf } = reading;
  const expected = checker.getContextualType(node);
  if (expected !== undefined) {
    for (const type of reading.held.itself(expected)) usage.makeType(type, placeOf(node));
  }
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      hideValue(property.expression, "a spread", reading);
      // What is spread fills the fields, whichever it has.
      if (expected !== undefined) hideType(expected, property, "a spread", reading, "made");
      continue;
    }
    const { name } = property;
    if (ts.isComputedPropertyName(name)) {
      if (expected !== undefined) hideType(expected, name, "a key that is not known", reading, "made");
    } else if (expected !== undefined) {
      useProperty(expected, name.text, name, reading);
    } else if (ts.isIdentifier(name) && isTarget(node)) {
      useSymbol(checker.getPropertySymbolOfDestructuringAssignment(name), name, reading);
    }
  }
}

/** Whether an object literal is what is assigned to, as in `({ id } = thread)`. */
function isTarget(node: TS.ObjectLiteralExpression | TS.ArrayLiteralExpression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  }
  if (ts.isForOfStatement(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return isTarget(parent.parent);
  return ts.isArrayLiteralExpression(parent) && isTarget(parent);
}

function readIndexedType(node: TS.IndexedAccessTypeNode, reading: TypedReading): void {
  const key = reading.checker.getTypeAtLocation(node.indexType);
  const type = reading.checker.getTypeAtLocation(node.objectType);
  for (const one of key.isUnion() ? key.types : [key]) {
    if (one.isStringLiteral()) useProperty(type, one.value, node.indexType, reading);
  }
}

/** All fields of the value may be used: nobody sees which. */
function hideValue(value: TS.Expression, by: string, reading: TypedReading): void {
  hideType(reading.checker.getTypeAtLocation(value), value, by, reading);
}

function hideType(
  type: TS.Type,
  node: TS.Node,
  by: string,
  { held, usage, placeOf }: TypedReading,
  flow: "read" | "made" | "both" = "both",
): void {
  for (const name of held.itself(type)) usage.hide(name, { place: placeOf(node), flow, deep: false, by });
}
