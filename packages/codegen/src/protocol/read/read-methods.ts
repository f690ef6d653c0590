import { CodegenError } from "../../errors/codegen-error.js";
import { pointerTo, valuesOf, type JsonSchema, type SchemaBundle } from "../../schema/json-schema.js";
import { isNull, union, withoutNull } from "../algebra.js";
import { joinDocs } from "../join/joined.js";
import type {
  Definition,
  NotificationMethod,
  ObjectNode,
  Params,
  Property,
  RequestMethod,
  TypeNode,
  Variant,
} from "../protocol.js";
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

type Definitions = ReadonlyMap<string, Definition>;

/** The methods that the union `name` lists, sorted by method. */
export function readMethods(
  name: MethodUnion,
  definitions: Definitions,
  bundle: SchemaBundle,
): readonly NotificationMethod[] {
  const definition = definitions.get(name);
  if (definition === undefined)
    throw notAUnion(name, { file: bundle.file, pointer: "/definitions" }, `no #/definitions/${name}`);
  const { pointer } = definition;
  const listed = messagesOf(definition.type, definitions).flatMap(
    (variant, index): readonly NotificationMethod[] => {
      const properties = objectOf(variant.type, definitions)?.properties ?? [];
      const method = properties.find((property) => property.name === "method")?.type;
      const values = method?.kind === "enum" ? method.values : [];
      if (values.length === 0 || values.some((value) => typeof value !== "string"))
        throw notAUnion(
          name,
          { file: bundle.file, pointer },
          `a message, number ${String(index)}, that names no method`,
        );
      return values.map((value): NotificationMethod => ({
        method: String(value),
        doc: variant.doc,
        params: paramsOf(
          properties.find((property) => property.name === "params"),
          name,
        ),
        pointer: placeOf(bundle, name, value) ?? pointer,
        ...(variant.deprecated === true ? { deprecated: true } : {}),
        experimental: variant.experimental,
      }));
    },
  );
  const methods = new Map<string, NotificationMethod>();
  for (const one of listed) {
    const known = methods.get(one.method);
    methods.set(one.method, known === undefined ? one : eitherOf(known, one));
  }
  return [...methods.values()].sort((a, b) => (a.method < b.method ? -1 : 1));
}

/** A method that the schema lists twice: a message of it is one or the other. */
function eitherOf(a: NotificationMethod, b: NotificationMethod): NotificationMethod {
  const { deprecated, ...rest } = a;
  return {
    ...rest,
    doc: joinDocs(a.doc, b.doc),
    params: eitherParams(a, b),
    ...(deprecated === true && b.deprecated === true ? { deprecated } : {}),
    experimental: a.experimental && b.experimental,
  };
}

function eitherParams(a: NotificationMethod, b: NotificationMethod): Params {
  const variants: Variant[] = [];
  let optional = false;
  for (const { params, experimental } of [a, b]) {
    optional ||= params.kind === "none" || params.optional;
    if (params.kind === "params")
      variants.push({ type: params.type, doc: undefined, title: undefined, experimental });
  }
  return variants.length === 0 ? { kind: "none" } : { kind: "params", type: union(variants), optional };
}

/** The requests that the union `name` lists, each with the definition it is answered with, or `unknown` where none is known. */
export function readRequests(
  name: MethodUnion,
  definitions: Definitions,
  bundle: SchemaBundle,
): readonly RequestMethod[] {
  return readMethods(name, definitions, bundle).map((method) => {
    const result = resultName(method.method, paramsName(method.params), (known) => definitions.has(known));
    return {
      ...method,
      result: result === undefined ? { kind: "unknown" } : { kind: "reference", name: result },
    };
  });
}

/** The messages that a union lists, also where it lists other unions, or refers to what it lists. */
function messagesOf(type: TypeNode, definitions: Definitions): readonly Variant[] {
  const variants: readonly Variant[] =
    type.kind === "union" ? type.variants : [{ type, doc: undefined, title: undefined, experimental: false }];
  return variants.flatMap((variant) => {
    const inner = targetOf(variant.type, definitions);
    if (inner.kind !== "union") return [variant];
    return messagesOf(inner, definitions).map((message) => ({
      ...message,
      experimental: variant.experimental || message.experimental,
    }));
  });
}

function objectOf(type: TypeNode, definitions: Definitions): ObjectNode | undefined {
  const target = targetOf(type, definitions);
  return target.kind === "object" ? target : undefined;
}

function targetOf(type: TypeNode, definitions: Definitions): TypeNode {
  const target = type.kind === "reference" ? definitions.get(type.name)?.type : undefined;
  return target === undefined ? type : targetOf(target, definitions);
}

/** A client need not send a null in place of params that it may leave out; a server may send one. */
function paramsOf(property: Property | undefined, list: MethodUnion): Params {
  if (property === undefined || isNull(property.type)) return { kind: "none" };
  const { type, optional } = property;
  const isOmittedNull = optional && list.startsWith("Client");
  return { kind: "params", type: isOmittedNull ? withoutNull(type) : type, optional };
}

function paramsName(params: Params): string | undefined {
  const type = params.kind === "params" ? withoutNull(params.type) : undefined;
  return type?.kind === "reference" ? type.name : undefined;
}

/** Where in the schema's own list a method stands, for messages. */
function placeOf(bundle: SchemaBundle, name: MethodUnion, method: unknown): string | undefined {
  const definition = bundle.definitions.get(name);
  if (typeof definition?.schema !== "object") return undefined;
  const { oneOf, anyOf } = definition.schema;
  const [keyword, cases] = oneOf === undefined ? ["anyOf", anyOf ?? []] : ["oneOf", oneOf];
  const index = cases.findIndex((one) => namesMethod(one, method));
  const found = cases[index];
  if (found === undefined || (typeof found === "object" && found["x-merged"] === true)) return undefined;
  return pointerTo(definition.pointer, keyword, index);
}

function namesMethod(schema: JsonSchema, method: unknown): boolean {
  const property = typeof schema === "object" ? schema.properties?.["method"] : undefined;
  return typeof property === "object" && valuesOf(property)?.includes(method) === true;
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
