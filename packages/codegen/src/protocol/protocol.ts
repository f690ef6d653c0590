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
  /** The file that the schema was read from; pointers of this model lead into it. */
  readonly file: string;
  /** Places where a type admits more than the schema does, in the order of their definitions. */
  readonly wider: readonly WiderReading[];
  /** Requests whose answer has no type that is known: it is `unknown`. */
  readonly unknownResults: readonly string[];
  /** Definitions that by their names are answers, and that no request is known to be answered with. */
  readonly unusedResults: readonly string[];
}

/** A place where TypeScript cannot say what the schema says, so that the type admits more, and never less. */
export interface WiderReading {
  /** The definition that the place is in. */
  readonly definition: string;
  /** JSON pointer to the place, in the file that the schema was read from. */
  readonly pointer: string;
  /** The keyword that the type leaves out. */
  readonly keyword: string;
  /** A bound on numbers, texts or lists; or something of the shape: which keys, or which of several types. */
  readonly kind: "bound" | "shape";
  /** What the type leaves out. */
  readonly note: string;
}

/**
 * Since when something is there, as far as the releases that are known tell. Only what a reader would not take for granted is told: that
 * it was not in the oldest of them, or is not in the newest.
 */
export interface Age {
  /** The first release in which it needs no opt-in. */
  readonly stable?: Since;
  /** The first release that has it, where clients had to opt in, or have to. */
  readonly experimental?: Since;
  /** The last release that has it. */
  readonly until?: string;
}

/** The first release that is known to have something. */
export interface Since {
  /** The version of the release. */
  readonly version: string;
  /** Whether the release before it is known not to have it. Of most minor versions only the last patch is known. */
  readonly exact: boolean;
}

/** A named type. */
export interface Definition {
  /** Its name in the schema, which need not be an identifier. */
  readonly name: string;
  /** The schema's words on it, or `undefined` where it has none. */
  readonly doc: string | undefined;
  /** What it stands for. */
  readonly type: TypeNode;
  /** The union that this definition is a variant of, where it has no name of its own in the schema. */
  readonly variantOf: string | undefined;
  /** JSON pointer to its schema; that of the union for a variant. */
  readonly pointer: string;
  /** The schema says that it should not be used any more. */
  readonly deprecated?: true;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
  /** Since when it is there, where that is to be told. */
  readonly age?: Age;
}

/** A request: a method, what it takes and what it answers with. */
export interface RequestMethod {
  /** Its name, such as `thread/start`. */
  readonly method: string;
  /** The schema's words on it, or `undefined` where it has none. */
  readonly doc: string | undefined;
  /** What it carries. */
  readonly params: Params;
  /** What it is answered with. */
  readonly result: TypeNode;
  /** JSON pointer to where the schema lists it. */
  readonly pointer: string;
  /** The schema says that it should not be used any more. */
  readonly deprecated?: true;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
  /** Since when it is there, where that is to be told. */
  readonly age?: Age;
}

/** A notification: a method and what it carries. */
export interface NotificationMethod {
  /** Its name, such as `thread/start`. */
  readonly method: string;
  /** The schema's words on it, or `undefined` where it has none. */
  readonly doc: string | undefined;
  /** What it carries. */
  readonly params: Params;
  /** JSON pointer to where the schema lists it. */
  readonly pointer: string;
  /** The schema says that it should not be used any more. */
  readonly deprecated?: true;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
  /** Since when it is there, where that is to be told. */
  readonly age?: Age;
}

/** The parameters of a method: none at all, or a type that may be left out as a whole. */
export type Params =
  | {
      /** It takes none. */
      readonly kind: "none";
    }
  | {
      /** It takes some. */
      readonly kind: "params";
      /** Their type. */
      readonly type: TypeNode;
      /** Whether they may be left out as a whole. */
      readonly optional: boolean;
    };

/** A type, discriminated on `kind`. */
export type TypeNode =
  | PrimitiveNode
  | EnumNode
  | ArrayNode
  | TupleNode
  | MapNode
  | ObjectNode
  | UnionNode
  | IntersectionNode
  | ReferenceNode
  | UnknownNode;

/** A JSON scalar. */
export interface PrimitiveNode {
  /** A scalar. */
  readonly kind: "primitive";
  /** Which scalar. */
  readonly name: "string" | "number" | "integer" | "boolean" | "null";
}

/** A scalar that stands for itself; `null` is a {@link PrimitiveNode}. */
export type Literal = string | number | boolean;

/** One of a closed list of scalars; a list of one is a literal. */
export interface EnumNode {
  /** A list of scalars. */
  readonly kind: "enum";
  /** The scalars, each once. */
  readonly values: readonly Literal[];
  /** The ages of those that have one. */
  readonly ages?: ReadonlyMap<Literal, Age>;
}

/** A list. */
export interface ArrayNode {
  /** A list. */
  readonly kind: "array";
  /** The type of its elements. */
  readonly element: TypeNode;
}

/** A list whose first elements have types of their own. */
export interface TupleNode {
  /** A list with places. */
  readonly kind: "tuple";
  /** Those that must be there come first. */
  readonly elements: readonly TupleElement[];
  /** The type of the elements after them, or `undefined` where there are none. */
  readonly rest: TypeNode | undefined;
}

/** One element of a {@link TupleNode}. */
export interface TupleElement {
  /** The type of the element. */
  readonly type: TypeNode;
  /** Whether the list may end before it. */
  readonly optional: boolean;
}

/** An object whose keys are data. */
export interface MapNode {
  /** An object with any keys. */
  readonly kind: "map";
  /** The type of its values. */
  readonly value: TypeNode;
}

/** An object whose keys are known. */
export interface ObjectNode {
  /** An object with known keys. */
  readonly kind: "object";
  /** Its keys. */
  readonly properties: readonly Property[];
  /** The type of the keys that are not listed, or `undefined` where the schema gives none. */
  readonly rest: TypeNode | undefined;
  /** There are no keys but those that are listed. */
  readonly closed?: true;
}

/** One key of an {@link ObjectNode}. */
export interface Property {
  /** Its name on the wire. */
  readonly name: string;
  /** The schema's words on it, or `undefined` where it has none. */
  readonly doc: string | undefined;
  /** The type of its value. */
  readonly type: TypeNode;
  /** Whether the key may be absent. A nullable value is a union with `null` in `type`, which is another thing. */
  readonly optional: boolean;
  /** What the runtime takes for an absent key, where the schema says so. */
  readonly defaultValue: unknown;
  /** The schema says that it should not be used any more. */
  readonly deprecated?: true;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
  /** Since when it is there, where that is to be told. */
  readonly age?: Age;
}

/** One of several types; never nested, `null` last. Of no types at all: there is no such value. */
export interface UnionNode {
  /** One of several. */
  readonly kind: "union";
  /** The types. */
  readonly variants: readonly Variant[];
}

/** A member of a {@link UnionNode}, with the words that the schema has for it. */
export interface Variant {
  /** The type itself. */
  readonly type: TypeNode;
  /** The schema's words on it, or `undefined` where it has none. */
  readonly doc: string | undefined;
  /** The schema's own name for it; variants with one title belong together. */
  readonly title: string | undefined;
  /** The schema says that it should not be used any more. */
  readonly deprecated?: true;
  /** Whether only clients that opted in may use it: the stable schema does not have it. */
  readonly experimental: boolean;
  /** Since when it is there, where that is to be told. */
  readonly age?: Age;
}

/** All of several types at once, where they could not be made into one: mostly definitions that go on for ever. */
export interface IntersectionNode {
  /** Several at once. */
  readonly kind: "intersection";
  /** The types. */
  readonly members: readonly TypeNode[];
}

/** A {@link Definition}, by name. */
export interface ReferenceNode {
  /** A definition. */
  readonly kind: "reference";
  /** The name of the definition. */
  readonly name: string;
}

/** Any JSON value. */
export interface UnknownNode {
  /** Anything. */
  readonly kind: "unknown";
}
