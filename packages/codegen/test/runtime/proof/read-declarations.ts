import { ts } from "ts-morph";
import { listOf, objectText, unionOf, type Declaration, type Key } from "./shapes.js";

/** A declaration of emitted code, and which of its parts carry `@experimental`. */
export interface EmittedDeclaration extends Declaration {
  /** The whole (`""`), or keys. */
  readonly experimental: readonly string[];
  /** The names that it mentions. */
  readonly mentions: ReadonlySet<string>;
}

/** The exported declarations of a module, read from its syntax alone. */
export function readDeclarations(file: string, text: string): Map<string, EmittedDeclaration> {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declared = new Map<string, EmittedDeclaration>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) continue;
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement))
      throw new Error(`${file}: ${statement.getText().slice(0, 100)}`);
    const type = ts.isInterfaceDeclaration(statement) ? statement : statement.type;
    const members: readonly ts.TypeElement[] =
      ts.isInterfaceDeclaration(type) || ts.isTypeLiteralNode(type) ? type.members : [];
    const keys = members.filter(ts.isPropertySignature);
    declared.set(statement.name.text, {
      text: typeText(type),
      keys: keys.map((key) => nameOf(key.name)).sort(),
      experimental: [
        ...(isExperimental(statement) ? [""] : []),
        ...keys.filter(isExperimental).map((key) => nameOf(key.name)),
      ].sort(),
      mentions: mentionsIn(type),
    });
  }
  return declared;
}

/** The interfaces of `methods.ts`: of each the methods, each with the text of its params. */
export function readMethodMaps(file: string, text: string): Map<string, Map<string, string>> {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return new Map(
    source.statements.filter(ts.isInterfaceDeclaration).map(({ name, members }) => [
      name.text,
      new Map(
        members.filter(ts.isPropertySignature).map((method) => {
          const parts: readonly ts.TypeElement[] =
            method.type !== undefined && ts.isTypeLiteralNode(method.type) ? method.type.members : [];
          const params = parts
            .filter(ts.isPropertySignature)
            .find((part) => nameOf(part.name) === "params")?.type;
          return [nameOf(method.name), params === undefined ? "none" : typeText(params)];
        }),
      ),
    ]),
  );
}

function isExperimental(node: ts.Node): boolean {
  return ts.getJSDocTags(node).some((tag) => tag.tagName.text === "experimental");
}

function mentionsIn(node: ts.Node, names = new Set<string>()): ReadonlySet<string> {
  if (ts.isTypeReferenceNode(node)) names.add(node.typeName.getText());
  node.forEachChild((child) => void mentionsIn(child, names));
  return names;
}

function typeText(node: ts.TypeNode | ts.InterfaceDeclaration): string {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) return membersText(node.members);
  if (ts.isParenthesizedTypeNode(node)) return typeText(node.type);
  if (ts.isUnionTypeNode(node)) return unionOf(node.types.map(typeText));
  if (ts.isArrayTypeNode(node)) return listOf(typeText(node.elementType));
  if (ts.isTypeReferenceNode(node)) return node.typeName.getText();
  if (ts.isLiteralTypeNode(node)) {
    return ts.isStringLiteral(node.literal) ? JSON.stringify(node.literal.text) : node.literal.getText();
  }
  // `string & {}`: a string beside literals.
  if (ts.isIntersectionTypeNode(node) && node.getText() === "string & {}") return "string";
  if (node.kind in KEYWORDS) return node.getText();
  throw new Error(`no form for ${ts.SyntaxKind[node.kind]}: ${node.getText()}`);
}

const KEYWORDS: Partial<Record<ts.SyntaxKind, true>> = {
  [ts.SyntaxKind.StringKeyword]: true,
  [ts.SyntaxKind.NumberKeyword]: true,
  [ts.SyntaxKind.BooleanKeyword]: true,
  [ts.SyntaxKind.UnknownKeyword]: true,
  [ts.SyntaxKind.NeverKeyword]: true,
  [ts.SyntaxKind.UndefinedKeyword]: true,
};

function membersText(members: readonly ts.TypeElement[]): string {
  const keys = new Map<string, Key>();
  let rest: string | undefined;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) rest = typeText(member.type);
    else if (ts.isPropertySignature(member) && member.type !== undefined) {
      const optional = member.questionToken !== undefined;
      keys.set(nameOf(member.name), { text: typeText(member.type), optional });
    } else throw new Error(`no form for ${member.getText()}`);
  }
  return objectText(keys, rest);
}

function nameOf(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) ? name.text : name.getText();
}
