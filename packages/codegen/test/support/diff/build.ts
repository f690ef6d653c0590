import type {
  Definition,
  NotificationMethod,
  Params,
  Property,
  Protocol,
  RequestMethod,
  TypeNode,
  Variant,
} from "../../../src/protocol/protocol.js";

/** Types by name, and methods that name them. */
export interface Sketch {
  readonly types?: Readonly<Record<string, TypeNode | Partial<Definition>>>;
  readonly clientRequests?: readonly Partial<RequestMethod>[];
  readonly serverRequests?: readonly Partial<RequestMethod>[];
  readonly serverNotifications?: readonly Partial<NotificationMethod>[];
  readonly clientNotifications?: readonly Partial<NotificationMethod>[];
}

export const string: TypeNode = { kind: "primitive", name: "string" };
export const integer: TypeNode = { kind: "primitive", name: "integer" };
export const nothing: TypeNode = { kind: "primitive", name: "null" };
export const anything: TypeNode = { kind: "unknown" };

export function ref(name: string): TypeNode {
  return { kind: "reference", name };
}

export function values(...list: readonly string[]): TypeNode {
  return { kind: "enum", values: list };
}

export function list(element: TypeNode): TypeNode {
  return { kind: "array", element };
}

export function map(value: TypeNode): TypeNode {
  return { kind: "map", value };
}

/** A union of types, or of variants with more to say. */
export function oneOf(
  ...variants: readonly (TypeNode | (Partial<Variant> & Pick<Variant, "type">))[]
): TypeNode {
  return {
    kind: "union",
    variants: variants.map((variant) => ({
      doc: undefined,
      title: undefined,
      experimental: false,
      ...("kind" in variant ? { type: variant } : variant),
    })),
  };
}

/** An object; `name?` is an optional field. */
export function object(
  fields: Readonly<Record<string, TypeNode | (Partial<Property> & Pick<Property, "type">)>>,
): TypeNode {
  return {
    kind: "object",
    rest: undefined,
    properties: Object.entries(fields).map(([key, field]) => ({
      name: key.replace(/\?$/, ""),
      optional: key.endsWith("?"),
      doc: undefined,
      defaultValue: undefined,
      experimental: false,
      ...("kind" in field ? { type: field } : field),
    })),
  };
}

export function params(type: TypeNode, optional = false): Params {
  return { kind: "params", type, optional };
}

/** A small protocol. */
export function protocol(sketch: Sketch): Protocol {
  const request = (partial: Partial<RequestMethod>): RequestMethod => ({
    method: "ask",
    doc: undefined,
    params: { kind: "none" },
    result: map(anything),
    pointer: "",
    experimental: false,
    ...partial,
  });
  const notification = (partial: Partial<NotificationMethod>): NotificationMethod => ({
    method: "tell",
    doc: undefined,
    params: { kind: "none" },
    pointer: "",
    experimental: false,
    ...partial,
  });
  return {
    runtimeVersion: null,
    file: "tiny.json",
    wider: [],
    unknownResults: [],
    unusedResults: [],
    definitions: Object.entries(sketch.types ?? {}).map(([name, given]) => ({
      name,
      doc: undefined,
      variantOf: undefined,
      pointer: "",
      experimental: false,
      ...("kind" in given ? { type: given } : { type: anything, ...given }),
    })),
    clientRequests: (sketch.clientRequests ?? []).map(request),
    serverRequests: (sketch.serverRequests ?? []).map(request),
    serverNotifications: (sketch.serverNotifications ?? []).map(notification),
    clientNotifications: (sketch.clientNotifications ?? []).map(notification),
  };
}
