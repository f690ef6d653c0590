import type { Type } from "quicktype-core";
import { CodegenError } from "../../errors/codegen-error.js";
import { pointerTo, type JsonSchema } from "../../schema/json-schema.js";
import type { Subschema } from "../../schema/subschemas.js";
import type { Conflict, JoinContext } from "../join/joined.js";
import type { TypeNode, Variant, WiderReading } from "../protocol.js";

/** A schema fragment, where it stands, and the graph's node of it. */
export interface Place {
  readonly schema: JsonSchema;
  readonly pointer: string;
  readonly node: Type;
  /** The merge of the two schemas has put it, or what it is in, here; the file does not have it. */
  readonly unlisted?: boolean;
}

/** A `oneOf`, whose cases no value may share. Whether any could is known once all definitions have been read. */
export interface Exclusive {
  readonly cases: readonly Variant[];
  readonly note: () => void;
}

/** The reading of one definition. */
export interface Reading {
  readonly file: string;
  readonly definition: string;
  /** Which definition a node of the graph is the root of, if any. */
  readonly nameOf: (node: Type) => string | undefined;
  readonly typeOf: JoinContext["typeOf"];
  /** Reads a place inside the one that is being read. */
  readonly read: (place: Place) => TypeNode;
  /** The schema of a definition. */
  readonly schemaOf: (name: string) => JsonSchema | undefined;
  /** Takes note of what the type leaves out of what a place says. */
  readonly note: (wider: WiderReading) => void;
  /** Takes note of a `oneOf`, to be looked at when everything has been read. */
  readonly exclude: (exclusive: Exclusive) => void;
}

/** Takes note that the type of `place` leaves something out of `keyword`. */
export function noteWider(
  reading: Reading,
  place: Place,
  keyword: string,
  [kind, note]: readonly [kind: WiderReading["kind"], note: string],
): void {
  const pointer = place.unlisted === true ? place.pointer : pointerTo(place.pointer, keyword);
  reading.note({ definition: reading.definition, pointer, keyword, kind, note });
}

/** What types leave out. */
export const LEFT_OUT = {
  whole: ["bound", "a number need not be whole"],
  bound: ["bound", "values beyond the bound are admitted"],
  shorter: ["bound", "the list may be shorter"],
  longer: ["bound", "the list may be longer"],
  condition: ["shape", "values that fail the condition are admitted"],
  exclusive: ["shape", "a value may be of several of these types"],
  otherKeys: ["shape", "another key may also have the type of a listed one"],
  patterns: ["shape", "any key may have the type that the schema gives to some"],
  names: ["shape", "the keys may be any"],
  foreign: ["shape", "no keyword of JSON Schema: taken for words"],
} as const satisfies Readonly<Record<string, readonly [WiderReading["kind"], string]>>;

/** The place of a schema inside `place`, whose node in the graph is `node`. */
export function placeOf(place: Place, { schema, keys }: Subschema, node: Type): Place {
  const unlisted = place.unlisted === true || (typeof schema === "object" && schema["x-merged"] === true);
  return { schema, node, unlisted, pointer: unlisted ? place.pointer : pointerTo(place.pointer, ...keys) };
}

/** The error of a place that no value satisfies. */
export function contradiction(
  { file, definition }: Reading,
  { pointer }: Place,
  found: string,
  expected = "what some value can be",
): CodegenError {
  return new CodegenError({
    message: `The schema of ${definition} contradicts itself.`,
    file,
    pointer,
    found,
    expected,
    fix: "Correct the schema: as it stands, nothing can be there.",
  });
}

/** A conflict in words. */
export function conflictText({ path, between }: Conflict): string {
  const [a, b] = between.map(kindText);
  const where = path.length === 0 ? "" : `${path.map((step) => JSON.stringify(step)).join(" in ")}: `;
  return `${where}${a ?? ""} and ${b ?? ""} at once`;
}

function kindText(type: TypeNode): string {
  switch (type.kind) {
    case "primitive":
      return type.name;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" or ");
    case "reference":
      return type.name;
    case "union":
      return type.variants.length === 0
        ? "nothing"
        : type.variants.map((one) => kindText(one.type)).join(" or ");
    default:
      return type.kind;
  }
}

/** The error of a graph that does not have the shape that its schema was lowered for. */
export function unlikeGraph({ file }: Reading, { pointer, node }: Place, expected: string): CodegenError {
  return new CodegenError({
    message: "quicktype-core has read the schema in another way than was expected.",
    file,
    pointer,
    found: `a ${node.kind} node`,
    expected,
    fix: "Report it with the schema, or with the runtime's version: the generator and quicktype-core do not fit each other.",
  });
}
