import type { ts as TS } from "ts-morph";
import { ts } from "../../emit/ts-morph.js";
import type { TypedReading } from "./reading.js";

/** Finds the values of the protocol that go to where their fields cannot be followed, or come from there. */
export function readFlows(node: TS.Node, reading: TypedReading): void {
  const { checker } = reading;
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    readArguments(node, reading);
  } else if (
    ts.isAsExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) {
    flow(node.expression, checker.getTypeAtLocation(node.type), "a cast", reading);
  } else if (isTyped(node)) {
    flow(node.initializer, checker.getTypeAtLocation(node.type), "a type of its own", reading);
  } else if (ts.isBinaryExpression(node) && ASSIGNMENTS.has(node.operatorToken.kind)) {
    const isPattern = ts.isObjectLiteralExpression(node.left) || ts.isArrayLiteralExpression(node.left);
    if (!isPattern) flow(node.right, checker.getTypeAtLocation(node.left), "a type of its own", reading);
  } else if (ts.isReturnStatement(node) && node.expression !== undefined) {
    flow(node.expression, checker.getContextualType(node.expression), "what a function returns", reading);
  } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
    flow(node.body, checker.getContextualType(node.body), "what a function returns", reading);
  } else if (ts.isPropertyAssignment(node)) {
    flow(node.initializer, checker.getContextualType(node.initializer), "a type of its own", reading);
  } else if (ts.isShorthandPropertyAssignment(node)) {
    flow(node.name, checker.getContextualType(node.name), "a type of its own", reading);
  } else if (ts.isArrayLiteralExpression(node)) {
    for (const element of node.elements)
      flow(element, checker.getContextualType(element), "a list of its own", reading);
  } else if (ts.isYieldExpression(node) && node.expression !== undefined) {
    flow(node.expression, checker.getContextualType(node.expression), "what a function yields", reading);
  } else if (ts.isTaggedTemplateExpression(node) && ts.isTemplateExpression(node.template)) {
    for (const { expression } of node.template.templateSpans) {
      flow(expression, checker.getAnyType(), "a tagged template", reading);
    }
  } else if (ts.isJsxExpression(node) && node.expression !== undefined) {
    flow(node.expression, checker.getContextualType(node.expression), "a component", reading);
  } else if (ts.isJsxSpreadAttribute(node)) {
    flow(node.expression, checker.getAnyType(), "a spread", reading);
  }
}

const ASSIGNMENTS: ReadonlySet<TS.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

type Declared = TS.VariableDeclaration | TS.ParameterDeclaration | TS.PropertyDeclaration;

/** A variable, parameter or property that says its type, and its value. */
function isTyped(
  node: TS.Node,
): node is Declared & { readonly type: TS.TypeNode; readonly initializer: TS.Expression } {
  return (
    (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node)) &&
    node.type !== undefined &&
    node.initializer !== undefined
  );
}

function readArguments(call: TS.CallExpression | TS.NewExpression, reading: TypedReading): void {
  const { checker } = reading;
  const signature = checker.getResolvedSignature(call);
  const by = `a call of ${shortName(call.expression)}`;
  for (const [index, argument] of (call.arguments ?? []).entries()) {
    const parameter = signature?.parameters[Math.min(index, signature.parameters.length - 1)];
    if (signature === undefined || parameter === undefined) {
      flow(argument, checker.getAnyType(), by, reading);
    } else if (isGeneric(parameter, signature)) {
      if (!handsOn(signature)) flow(argument, constraintOf(parameter, checker), by, reading);
    } else {
      flow(argument, checker.getTypeOfSymbolAtLocation(parameter, argument), by, reading);
    }
  }
}

function shortName(callee: TS.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text;
  if (!ts.isPropertyAccessExpression(callee)) return "a function";
  return ts.isIdentifier(callee.expression)
    ? `${callee.expression.text}.${callee.name.text}`
    : callee.name.text;
}

/** Whether a parameter takes whatever it is given: its type is a type parameter of the function, or a list of such. */
function isGeneric(parameter: TS.Symbol, { declaration }: TS.Signature): boolean {
  const node = parameter.valueDeclaration;
  const own = typeParametersOf(declaration);
  if (own.size === 0 || node === undefined || !ts.isParameter(node) || node.type === undefined) return false;
  return mentions(node.type, own);
}

function typeParametersOf(declaration: TS.Signature["declaration"]): ReadonlySet<string> {
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return new Set();
  return new Set(declaration.typeParameters?.map(({ name }) => name.text));
}

/** A key of a type (`Requests[M]`) settles that type; a function's own types are compared by themselves. */
function mentions(type: TS.TypeNode, names: ReadonlySet<string>): boolean {
  if (ts.isTypeReferenceNode(type)) {
    if (ts.isIdentifier(type.typeName) && names.has(type.typeName.text)) return true;
    return type.typeArguments?.some((one) => mentions(one, names)) === true;
  }
  if (ts.isArrayTypeNode(type)) return mentions(type.elementType, names);
  if (ts.isTypeOperatorNode(type)) return mentions(type.type, names);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
    return type.types.some((one) => mentions(one, names));
  if (ts.isParenthesizedTypeNode(type)) return mentions(type.type, names);
  return false;
}

/** Whether a generic function of the language gives back what it takes, as `Promise.all` does, so that its fields stay in sight. */
function handsOn({ declaration }: TS.Signature): boolean {
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return false;
  const file = declaration.getSourceFile();
  if (!/\/lib\.[\w.]+\.d\.ts$/.test(file.fileName) || declaration.type === undefined) return false;
  const own = typeParametersOf(declaration);
  const answer = declaration.type.getText(file);
  return [...own].some((name) => new RegExp(`\\b${name}\\b`).test(answer));
}

function constraintOf(parameter: TS.Symbol, checker: TS.TypeChecker): TS.Type {
  const declared = checker.getTypeOfSymbol(parameter);
  return checker.getBaseConstraintOfType(declared) ?? checker.getUnknownType();
}

/** A value goes from `value` to a place of the type `target`. */
function flow(value: TS.Expression, target: TS.Type | undefined, by: string, reading: TypedReading): void {
  if (target === undefined || (target.flags & (ts.TypeFlags.Void | ts.TypeFlags.Never)) !== 0) return;
  compare(reading.checker.getTypeAtLocation(value), target, value, by, reading, true);
}

function compare(
  source: TS.Type,
  target: TS.Type,
  value: TS.Expression,
  by: string,
  reading: TypedReading,
  functions: boolean,
): void {
  const { held, usage, placeOf } = reading;
  const from = held.in(source);
  const to = held.in(target);
  const shared = [...from].some((type) => to.has(type));
  // A union and its variants go into each other.
  const left = source.isUnion() && shared ? [] : [...from].filter((type) => !to.has(type));
  for (const type of left) usage.hide(type, { place: placeOf(value), flow: "read", deep: true, by });
  if (!shared && comesFromOutside(source, value)) {
    for (const type of to) usage.hide(type, { place: placeOf(value), flow: "made", deep: true, by });
  }
  if (functions) compareFunctions(source, target, value, by, reading);
}

/** A callback is given what its taker declares, and gives back what it declares itself. */
function compareFunctions(
  source: TS.Type,
  target: TS.Type,
  value: TS.Expression,
  by: string,
  reading: TypedReading,
): void {
  const { checker } = reading;
  const [own] = source.getCallSignatures();
  const wanted = callable(target)?.getCallSignatures()[0];
  if (own === undefined) return;
  if (wanted === undefined) return;
  for (const [index, parameter] of own.parameters.entries()) {
    const given = wanted.parameters[index];
    if (given === undefined) continue;
    const takes = checker.getTypeOfSymbolAtLocation(parameter, value);
    compare(checker.getTypeOfSymbolAtLocation(given, value), takes, value, by, reading, false);
  }
  const answer = wanted.getReturnType();
  if ((answer.flags & ts.TypeFlags.Void) === 0) {
    compare(own.getReturnType(), answer, value, by, reading, false);
  }
}

function callable(type: TS.Type): TS.Type | undefined {
  const members = type.isUnion() ? type.types : [type];
  return members.find((one) => one.getCallSignatures().length > 0);
}

/** Whether the value was made where its fields cannot be seen. What is written down in place is read field by field. */
function comesFromOutside(source: TS.Type, value: TS.Expression): boolean {
  const inner = unwrapped(value);
  if (ts.isObjectLiteralExpression(inner) || ts.isArrayLiteralExpression(inner)) return false;
  const unseen = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Object | ts.TypeFlags.TypeParameter;
  const members = source.isUnion() ? source.types : [source];
  return members.some(({ flags }) => (flags & unseen) !== 0);
}

function unwrapped(value: TS.Expression): TS.Expression {
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) {
    return unwrapped(value.expression);
  }
  return value;
}
