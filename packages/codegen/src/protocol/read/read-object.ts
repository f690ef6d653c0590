import type { ObjectType as ObjectTypeNode, Type } from "quicktype-core/dist/esm/Type/index.js";
import {
  ownValue,
  referredName,
  valuesOf,
  type JsonSchema,
  type JsonSchemaObject,
} from "../../schema/json-schema.js";
import { isNever, unionOf } from "../algebra.js";
import { keyOf } from "./graph/lower.js";
import { storedParts } from "./graph/nodes.js";
import { otherKeysOf } from "./object-keys.js";
import type { ObjectNode, Property, TypeNode } from "../protocol.js";
import { contradiction, LEFT_OUT, noteWider, placeOf, type Place, type Reading } from "./reading.js";

/** An object. One without properties that is open stays one until all is joined; then it is a map. */
export function readObject(
  place: Place,
  schema: JsonSchemaObject,
  node: ObjectTypeNode,
  reading: Reading,
): ObjectNode {
  const { rest, closed } = readOtherKeys(place, schema, node, reading);
  const listed = [...node.getProperties()].map(([key, { type, isOptional }]): Property => {
    const name = keyOf(key);
    const inner = ownValue(schema.properties, name) ?? true;
    return readProperty(
      placeOf(place, { schema: inner, keys: ["properties", name] }, type),
      name,
      isOptional,
      reading,
    );
  });
  const { required = [] } = schema;
  const unlisted = [...new Set(required)].filter((name) => ownValue(schema.properties, name) === undefined);
  if (closed && unlisted.length > 0) {
    const [first = ""] = unlisted;
    throw contradiction(reading, place, `required property ${JSON.stringify(first)}, which may not be there`);
  }
  const properties = [
    ...listed,
    ...unlisted.map((name) => bareProperty(name, rest ?? { kind: "unknown" }, false)),
  ];
  const names = propertyNames(schema, reading);
  if (names !== undefined && properties.length === 0 && schema.patternProperties === undefined) {
    const type: TypeNode = rest ?? { kind: "unknown" };
    return {
      kind: "object",
      properties: closed ? [] : names.map((name) => bareProperty(name, type, true)),
      rest: undefined,
      closed: true,
    };
  }
  if (schema.propertyNames !== undefined && schema.propertyNames !== true)
    noteWider(reading, place, "propertyNames", LEFT_OUT.names);
  if (properties.length > 0 && rest !== undefined && rest.kind !== "unknown")
    noteWider(reading, place, "additionalProperties", LEFT_OUT.otherKeys);
  return { kind: "object", properties, rest, ...(closed ? { closed } : {}) };
}

function readProperty(place: Place, name: string, optional: boolean, reading: Reading): Property {
  const { schema } = place;
  const type = reading.read(place);
  if (!optional && isNever(type))
    throw contradiction(reading, place, `required property ${JSON.stringify(name)}, which may not be there`);
  const words = typeof schema === "boolean" ? {} : schema;
  return {
    name,
    doc: words.description,
    type,
    optional,
    defaultValue: words.default,
    experimental: words["x-experimental"] === true,
    ...(words.deprecated === true ? { deprecated: true } : {}),
  };
}

function bareProperty(name: string, type: TypeNode, optional: boolean): Property {
  return { name, doc: undefined, type, optional, defaultValue: undefined, experimental: false };
}

function readOtherKeys(
  place: Place,
  schema: JsonSchemaObject,
  node: ObjectTypeNode,
  reading: Reading,
): { readonly rest: TypeNode | undefined; readonly closed: boolean } {
  const { additional, patterns } = otherKeysOf(schema);
  const parts = additional === undefined ? patterns : [additional, ...patterns];
  const stored = node.getAdditionalProperties();
  const nodes = stored === undefined ? [] : storedParts(stored, parts.length, place, reading);
  const types = parts.map((part, index) => reading.read(placeOf(place, part, nodes[index] as Type)));
  const ofAdditional = additional === undefined ? undefined : types[0];
  if (patterns.length === 0) {
    return ofAdditional !== undefined && isNever(ofAdditional)
      ? { rest: undefined, closed: true }
      : { rest: ofAdditional, closed: false };
  }
  noteWider(reading, place, "patternProperties", LEFT_OUT.patterns);
  // Keys that match no pattern may be anything unless the schema says otherwise.
  return { rest: unionOf(additional === undefined ? [{ kind: "unknown" }] : types), closed: false };
}

/** The names that `propertyNames` lists, where it is a list of names. */
function propertyNames(
  { propertyNames: names }: JsonSchemaObject,
  { schemaOf }: Reading,
): readonly string[] | undefined {
  let schema: JsonSchema | undefined = names;
  for (let steps = 0; typeof schema === "object" && schema.$ref !== undefined && steps < 64; steps++) {
    if (Object.keys(schema).length > 1) return undefined;
    schema = schemaOf(referredName(schema.$ref));
  }
  if (typeof schema !== "object") return undefined;
  const { enum: _enum, const: _const, type, title: _title, description: _words, ...more } = schema;
  if (Object.keys(more).length > 0 || (type !== undefined && type !== "string")) return undefined;
  return valuesOf(schema)?.filter((value) => typeof value === "string");
}
