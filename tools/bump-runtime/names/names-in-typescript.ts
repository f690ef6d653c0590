import ts from "typescript";
import type { NameTree, NameTrees } from "./name-tree.js";

/**
 * The types that the runtime printed with `generate-ts`, from their syntax alone.
 *
 * @param files Path → text. A name that is there twice is the one in `v2/`, as in the schema.
 */
export function namesInTypeScript(files: ReadonlyMap<string, string>): NameTrees {
  const paths = [...files.keys()].sort((one, other) => Number(isSecond(one)) - Number(isSecond(other)));
  return new Map(
    paths.flatMap((path) => {
      const source = ts.createSourceFile(path, files.get(path) ?? "", ts.ScriptTarget.Latest);
      return source.statements.flatMap((statement): readonly [string, NameTree][] => {
        if (ts.isTypeAliasDeclaration(statement)) return [[statement.name.text, treeOf(statement.type)]];
        if (ts.isInterfaceDeclaration(statement))
          return [[statement.name.text, treeOfMembers(statement.members)]];
        return [];
      });
    }),
  );
}

function isSecond(path: string): boolean {
  return /^v2[/\\]/.test(path);
}

function treeOf(node: ts.TypeNode): NameTree {
  if (ts.isParenthesizedTypeNode(node)) return treeOf(node.type);
  if (ts.isTypeLiteralNode(node)) return treeOfMembers(node.members);
  if (ts.isUnionTypeNode(node)) return { kind: "union", of: node.types.map(treeOf) };
  if (ts.isIntersectionTypeNode(node)) return { kind: "intersection", of: node.types.map(treeOf) };
  if (ts.isArrayTypeNode(node)) return { kind: "collection", of: treeOf(node.elementType) };
  if (ts.isMappedTypeNode(node) && node.type !== undefined) {
    return { kind: "collection", of: treeOf(node.type) };
  }
  if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
    return { kind: "literal", value: node.literal.text };
  }
  if (ts.isTypeReferenceNode(node)) return treeOfReference(node);
  return { kind: "other" };
}

function treeOfReference({
  typeName,
  typeArguments = ts.factory.createNodeArray(),
}: ts.TypeReferenceNode): NameTree {
  // `Array<T>`, `Record<string, T>`
  const last = typeArguments.at(-1);
  if (last !== undefined) return { kind: "collection", of: treeOf(last) };
  return ts.isIdentifier(typeName) ? { kind: "reference", name: typeName.text } : { kind: "other" };
}

function treeOfMembers(members: ts.NodeArray<ts.TypeElement>): NameTree {
  const properties = new Map<string, NameTree>();
  let rest: NameTree | undefined;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) rest = treeOf(member.type);
    else if (ts.isPropertySignature(member) && member.type !== undefined) {
      const name = nameOf(member.name);
      if (name !== undefined) properties.set(name, treeOf(member.type));
    }
  }
  return { kind: "object", properties, rest };
}

function nameOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}
