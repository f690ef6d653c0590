/**
 * The protocol as the generator sees it: what the schema means, with nothing of JSON Schema or of TypeScript in it.
 * Readers build it, emitters and the diff consume it.
 */
export interface Protocol {
  /** The version of the runtime that printed the schema, or `null` where a folder does not say. */
  readonly runtimeVersion: string | null;
  /** Every named type, sorted by name. */
  readonly definitions: readonly Definition[];
  /** What the client may ask of the server, sorted by method. */
  readonly clientRequests: readonly RequestMethod[];
  /** What the server may ask of the client, sorted by method. */
  readonly serverRequests: readonly RequestMethod[];
  /** What the server tells without being asked, sorted by method. */
  readonly serverNotifications: readonly NotificationMethod[];
  /** What the client tells without asking, sorted by method. */
  readonly clientNotifications: readonly NotificationMethod[];
}

/** A named type. */
export interface Definition {
  readonly name: string;
  readonly doc: string | undefined;
  readonly type: TypeNode;
  /** The union that this definition is a variant of, where it has no name of its own in the schema. */
  readonly variantOf: string | undefined;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
}

/** A request: a method, what it takes and what it answers with. */
export interface RequestMethod {
  readonly method: string;
  readonly doc: string | undefined;
  readonly params: Params;
  readonly result: TypeNode;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
}

/** A notification: a method and what it carries. */
export interface NotificationMethod {
  readonly method: string;
  readonly doc: string | undefined;
  readonly params: Params;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
}

/** The parameters of a method: none at all, or a type that may be left out as a whole. */
export type Params =
  | { readonly kind: "none" }
  | { readonly kind: "params"; readonly type: TypeNode; readonly optional: boolean };

/** A type, discriminated on `kind`. */
export type TypeNode =
  PrimitiveNode | EnumNode | ArrayNode | MapNode | ObjectNode | UnionNode | ReferenceNode | UnknownNode;

/** A JSON scalar. */
export interface PrimitiveNode {
  readonly kind: "primitive";
  readonly name: "string" | "number" | "integer" | "boolean" | "null";
}

/** One of a closed list of strings; a list of one is a literal. */
export interface EnumNode {
  readonly kind: "enum";
  readonly values: readonly string[];
}

/** A list. */
export interface ArrayNode {
  readonly kind: "array";
  readonly element: TypeNode;
}

/** An object whose keys are data. */
export interface MapNode {
  readonly kind: "map";
  readonly value: TypeNode;
}

/** An object whose keys are known. */
export interface ObjectNode {
  readonly kind: "object";
  readonly properties: readonly Property[];
  /** The type of the keys that are not listed, or `undefined` where the schema gives none. */
  readonly rest: TypeNode | undefined;
}

/** One key of an {@link ObjectNode}. */
export interface Property {
  readonly name: string;
  readonly doc: string | undefined;
  readonly type: TypeNode;
  /** Whether the key may be absent. A nullable value is a union with `null` in `type`, which is another thing. */
  readonly optional: boolean;
  /** What the runtime takes for an absent key, where the schema says so. */
  readonly defaultValue: unknown;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
}

/** One of several types; never nested, `null` last. */
export interface UnionNode {
  readonly kind: "union";
  readonly variants: readonly Variant[];
}

/** A member of a {@link UnionNode}, with the words that the schema has for it. */
export interface Variant {
  readonly type: TypeNode;
  readonly doc: string | undefined;
  /** The schema's own name for it; variants with one title belong together. */
  readonly title: string | undefined;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
}

/** A {@link Definition}, by name. */
export interface ReferenceNode {
  readonly kind: "reference";
  readonly name: string;
}

/** Any JSON value. */
export interface UnknownNode {
  readonly kind: "unknown";
}
