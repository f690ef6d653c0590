import { CodegenError } from "../errors/codegen-error.js";
import { isJsonObject, pointerTo, type SchemaBundle } from "../schema/json-schema.js";
import { isNull, withoutNull } from "./algebra.js";
import {
  type NotificationMethod,
  type Params,
  type Property,
  type RequestMethod,
  type TypeNode,
} from "./protocol.js";
import { resultName } from "./result-names.js";

/** The unions that list the protocol's methods. */
export const METHOD_UNIONS = [
  "ClientRequest",
  "ServerRequest",
  "ServerNotification",
  "ClientNotification",
] as const;

/** One of {@link METHOD_UNIONS}. */
export type MethodUnion = (typeof METHOD_UNIONS)[number];

/** The methods that the union `name` lists, sorted by method. */
export function readMethods(
  name: MethodUnion,
  type: TypeNode | undefined,
  bundle: SchemaBundle,
): readonly NotificationMethod[] {
  const pointer = bundle.definitions.get(name)?.pointer ?? `/definitions/${name}`;
  const at = { file: bundle.file, pointer };
  if (type === undefined) throw notAUnion(name, at, "no such definition");
  const variants = type.kind === "union" ? type.variants : [{ type, doc: undefined, experimental: false }];
  return variants
    .map(({ type: variant, doc, experimental }, index) => {
      const properties = variant.kind === "object" ? variant.properties : [];
      const method = properties.find((property) => property.name === "method")?.type;
      const [value, ...others] = method?.kind === "enum" ? method.values : [];
      if (value === undefined || others.length > 0)
        throw notAUnion(name, at, `variant ${index} without one method name`);
      return {
        method: value,
        doc,
        params: paramsOf(properties.find((property) => property.name === "params")),
        experimental,
      };
    })
    .sort((a, b) => (a.method < b.method ? -1 : 1));
}

/** The requests that the union `name` lists, each with the definition it is answered with. */
export function readRequests(
  name: MethodUnion,
  type: TypeNode | undefined,
  bundle: SchemaBundle,
): readonly RequestMethod[] {
  const pointer = bundle.definitions.get(name)?.pointer ?? `/definitions/${name}`;
  return readMethods(name, type, bundle).map((method) => {
    const result = resultName(
      method.method,
      paramsName(method.params),
      (known) => bundle.definitions.has(known),
      {
        file: bundle.file,
        pointer: pointerTo(pointer, "oneOf", caseOf(bundle, name, method.method)),
      },
    );
    return { ...method, result: { kind: "reference", name: result } };
  });
}

function paramsOf(property: Property | undefined): Params {
  if (property === undefined || isNull(property.type)) return { kind: "none" };
  return { kind: "params", type: withoutNull(property.type), optional: property.optional };
}

function paramsName(params: Params): string | undefined {
  return params.kind === "params" && params.type.kind === "reference" ? params.type.name : undefined;
}

/** Where in the schema's own list a method stands, for messages. */
function caseOf(bundle: SchemaBundle, name: MethodUnion, method: string): number {
  const schema = bundle.definitions.get(name)?.schema;
  const cases = typeof schema === "object" ? (schema.oneOf ?? []) : [];
  return cases.findIndex((inner) => {
    const property = typeof inner === "object" ? inner.properties?.["method"] : undefined;
    return isJsonObject(property) && Array.isArray(property["enum"]) && property["enum"].includes(method);
  });
}

function notAUnion(
  name: MethodUnion,
  at: { readonly file: string; readonly pointer: string },
  found: string,
): CodegenError {
  return new CodegenError({
    message: `The schema does not list the protocol's methods: ${name} is not a union of messages.`,
    ...at,
    found,
    expected: `a oneOf whose cases each have one "method"`,
    fix: "Give the whole bundle that `codex app-server generate-json-schema` writes; the v2 bundle alone lacks part of it.",
  });
}
