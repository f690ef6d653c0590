import { type StatementStructures } from "ts-morph";
import { type Definition, type Protocol } from "../protocol/protocol.js";
import { experimentalDefinitions, referencesIn } from "../protocol/api-level.js";
import { definitionDoc, docText, docs, experimentalTag, propertyDoc } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { StructureKind } from "./ts-morph.js";
import { propertyName, restText, typeText } from "./type-text.js";

/** Every definition of the protocol, an interface or a type alias each. */
export function emitTypes(protocol: Protocol): Parts {
  return printModule("types.ts", [], protocol.definitions.map(declaration));
}

/** The types as a client meets them that opted into the experimental API: those that differ, over the stable ones. */
export function emitExperimentalTypes(protocol: Protocol): Parts {
  const definitions = experimentalDefinitions(protocol);
  const referred = new Set(definitions.flatMap(({ type }) => referencesIn(type)));
  for (const { name } of definitions) referred.delete(name);
  // A declaration of this module takes the place of one that it exports from another.
  const rest = 'export type * from "../types.js";';
  return printModule(
    "types.ts",
    [{ from: "../types.js", types: [...referred] }],
    [rest, ...definitions.map(declaration)],
  );
}

function declaration(definition: Definition): StatementStructures {
  const { name, type } = definition;
  const doc = docText(
    definitionDoc(definition),
    definition.variantOf && `A variant of {@link ${definition.variantOf}}.`,
    experimentalTag(definition),
  );
  if (type.kind !== "object" || type.properties.length === 0) {
    return { kind: StructureKind.TypeAlias, isExported: true, name, docs: docs(doc), type: typeText(type) };
  }
  const rest = restText(type);
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name,
    docs: docs(doc),
    properties: type.properties.map((property) => {
      const words = propertyDoc(property);
      return {
        name: propertyName(property.name),
        type: typeText(property.type),
        hasQuestionToken: property.optional,
        docs: docs(words),
      };
    }),
    indexSignatures: rest === undefined ? [] : [{ keyName: "key", keyType: "string", returnType: rest }],
  };
}
