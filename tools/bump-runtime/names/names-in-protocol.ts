import type { Protocol, TypeNode } from "@codex-typed/codegen";
import type { NameTree, NameTrees } from "./name-tree.js";

/** The types that the generator read from the schema, corrections applied. */
export function namesInProtocol({ definitions }: Protocol): NameTrees {
  return new Map(definitions.map(({ name, type }) => [name, treeOf(type)]));
}

function treeOf(node: TypeNode): NameTree {
  switch (node.kind) {
    case "object":
      return {
        kind: "object",
        properties: new Map(node.properties.map(({ name, type }) => [name, treeOf(type)])),
        rest: node.rest === undefined ? undefined : treeOf(node.rest),
      };
    case "union":
      return { kind: "union", of: node.variants.map(({ type }) => treeOf(type)) };
    case "array":
      return { kind: "collection", of: treeOf(node.element) };
    case "tuple": {
      const { elements, rest } = node;
      const of = [...elements.map(({ type }) => treeOf(type)), ...(rest === undefined ? [] : [treeOf(rest)])];
      return { kind: "collection", of: { kind: "union", of } };
    }
    case "map":
      return { kind: "collection", of: treeOf(node.value) };
    case "intersection":
      return { kind: "intersection", of: node.members.map(treeOf) };
    case "reference":
      return { kind: "reference", name: node.name };
    case "enum": {
      const [value, ...more] = node.values;
      return typeof value === "string" && more.length === 0 ? { kind: "literal", value } : { kind: "other" };
    }
    case "primitive":
    case "unknown":
      return { kind: "other" };
  }
}
