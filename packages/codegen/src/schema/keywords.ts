/** Where a keyword's value holds schemas: it is one, a list of them, an object of them, or either of two forms. */
type Holds = "schema" | "schemas" | "named schemas" | "a schema or schemas" | "named schemas or names";

/** What the generator makes of a keyword. */
type Reading =
  /** The type says what the keyword says. */
  | "exact"
  /** TypeScript cannot say it: the type admits more, and the run's report lists the place. */
  | "wider"
  /** Words for people, or for other tools. Values are the same with and without it. */
  | "words"
  /** What it means is not in this document. */
  | "refused";

/** A keyword of JSON Schema. */
export interface Keyword {
  readonly reading: Reading;
  /** Absent where its value holds no schemas. */
  readonly holds?: Holds;
}

/**
 * Every keyword of draft-07 and 2020-12, and a few that schemas in use add. Any other is taken for words, which is what JSON
 * Schema says of keywords that a reader does not know, and the report lists those that do not begin with `x-`.
 */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ...keywords("exact", ["type", "enum", "const", "required", "$ref"]),
  ...keywords("exact", ["allOf", "anyOf", "oneOf", "prefixItems"], "schemas"),
  ...keywords("exact", ["properties", "definitions", "$defs"], "named schemas"),
  ...keywords("exact", ["additionalProperties", "additionalItems"], "schema"),
  ...keywords("exact", ["items"], "a schema or schemas"),

  ...keywords("wider", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
  ...keywords("wider", ["minLength", "maxLength", "pattern"]),
  ...keywords("wider", ["minItems", "maxItems", "uniqueItems", "minContains", "maxContains"]),
  ...keywords("wider", ["minProperties", "maxProperties", "dependentRequired"]),
  ...keywords("wider", ["patternProperties", "dependentSchemas"], "named schemas"),
  ...keywords("wider", ["dependencies"], "named schemas or names"),
  ...keywords("wider", ["not", "if", "then", "else", "contains", "propertyNames"], "schema"),
  ...keywords("wider", ["unevaluatedProperties", "unevaluatedItems"], "schema"),

  ...keywords("words", ["title", "description", "default", "examples", "$comment", "deprecated"]),
  ...keywords("words", ["readOnly", "writeOnly", "format", "contentEncoding", "contentMediaType"]),
  ...keywords("words", ["contentSchema"], "schema"),
  ...keywords("words", ["$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"]),
  // Of the editors that know them: the words for each value of an enum. Of OpenAPI: which property is the tag of a union.
  ...keywords("words", ["enumDescriptions", "markdownDescription", "markdownEnumDescriptions"]),
  ...keywords("words", ["discriminator"]),

  ...keywords("refused", ["$dynamicRef", "$recursiveRef", "$vocabulary"]),
]);

function keywords(
  reading: Reading,
  names: readonly string[],
  holds?: Holds,
): readonly (readonly [string, Keyword])[] {
  return names.map((name) => [name, holds === undefined ? { reading } : { reading, holds }]);
}

/** The dialects that a `$schema` may name, without the fragment. Those between the two are subsets of what is read. */
export const DIALECTS: ReadonlySet<string> = new Set([
  "http://json-schema.org/schema",
  "http://json-schema.org/draft-06/schema",
  "http://json-schema.org/draft-07/schema",
  "https://json-schema.org/draft/2019-09/schema",
  "https://json-schema.org/draft/2020-12/schema",
]);
