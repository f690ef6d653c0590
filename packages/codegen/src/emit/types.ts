import type { StatementStructures } from "ts-morph";
import type { Definition, Protocol } from "../protocol/protocol.js";
import { experimentalDefinitions } from "../protocol/api-level.js";
import { referencesIn } from "../protocol/visit.js";
import { definitionDoc, docText, docs, standingTags, propertyDoc } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { StructureKind } from "./ts-morph.js";
import { exportedName, TypeNames } from "./type-names.js";
import { propertyName, restText, typeText } from "./type-text.js";

/** Every definition of the protocol, an interface or a type alias each, exported under its name in the schema. */
export function emitTypes(protocol: Protocol): Parts {
  const names = new TypeNames(protocol.definitions.map(({ name }) => name));
  return printModule("types.ts", [], declarations(protocol.definitions, names));
}

/** The types as a client meets them that opted into the experimental API: those that differ, over the stable ones. */
export function emitExperimentalTypes(protocol: Protocol): Parts {
  const names = new TypeNames(protocol.definitions.map(({ name }) => name));
  const definitions = experimentalDefinitions(protocol);
  const referred = new Set(definitions.flatMap(({ type }) => referencesIn(type)));
  for (const { name } of definitions) referred.delete(name);
  // A declaration of this module takes the place of one that it exports from another.
  const rest = 'export type * from "../types.js";';
  return printModule(
    "types.ts",
    [names.import("../types.js", [...referred])],
    [rest, ...declarations(definitions, names)],
  );
}

function declarations(
  definitions: readonly Definition[],
  names: TypeNames,
): readonly (StatementStructures | string)[] {
  const renamed = definitions.flatMap(({ name }) =>
    names.of(name) === name ? [] : [`${names.of(name)} as ${exportedName(name)}`],
  );
  return [
    ...definitions.map((definition) => declaration(definition, names)),
    ...(renamed.length === 0 ? [] : [`export type { ${renamed.join(", ")} };`]),
  ];
}

function declaration(definition: Definition, names: TypeNames): StatementStructures {
  const { type } = definition;
  const name = names.of(definition.name);
  const isExported = name === definition.name;
  const doc = docText(
    definitionDoc(definition),
    definition.variantOf && `A variant of {@link ${names.of(definition.variantOf)}}.`,
    standingTags(definition),
  );
  if (type.kind !== "object" || type.properties.length === 0) {
    return {
      kind: StructureKind.TypeAlias,
      isExported,
      name,
      docs: docs(doc),
      type: typeText(type, names.of),
    };
  }
  const rest = restText(type, names.of);
  return {
    kind: StructureKind.Interface,
    isExported,
    name,
    docs: docs(doc),
    properties: type.properties.map((property) => {
      const words = propertyDoc(property);
      return {
        name: propertyName(property.name),
        type: typeText(property.type, names.of),
        hasQuestionToken: property.optional,
        docs: docs(words),
      };
    }),
    indexSignatures: rest === undefined ? [] : [{ keyName: "key", keyType: "string", returnType: rest }],
  };
}
