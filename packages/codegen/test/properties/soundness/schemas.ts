import fc from "fast-check";
import { bundleOf } from "../../support/schema-folder.js";
import { Keywords, type Style } from "./keywords.js";
import { withTargets, type Schemas } from "./references.js";
import { isSchemaObject, type Dialect, type Schema } from "./schema-places.js";

/** A few definitions in one dialect. */
export interface SchemaDocument {
  readonly dialect: Dialect;
  readonly definitions: Schemas;
}

/** Definitions' names; the last have names that TypeScript's own library has too. */
const NAMES = [
  ["Alpha", "Beta", "Gamma", "Delta"],
  ["A1", "B_2", "T", "Item"],
  ["Array", "Record", "Object", "Partial"],
  ["String", "Readonly", "Promise", "Exclude"],
] as const;

const DIALECT_URIS = {
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "2020-12": "https://json-schema.org/draft/2020-12/schema",
} as const;

/** Documents over the whole vocabulary, or over what TypeScript can say exactly. */
export function schemaDocument({ exact }: { readonly exact: boolean }): fc.Arbitrary<SchemaDocument> {
  const styled = (dialect: Dialect): fc.Arbitrary<SchemaDocument> => documentIn({ dialect, exact });
  return fc.oneof(styled("draft-07"), styled("2020-12"));
}

function documentIn(style: Style): fc.Arbitrary<SchemaDocument> {
  const keywords = new Keywords(style);
  const body = fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: keywords.schema(1) },
    { weight: 5, arbitrary: keywords.schema(2) },
    { weight: 1, arbitrary: keywords.schema(3) },
  );
  const anchored = fc.integer({ min: 0, max: 6 }).map((number) => number === 6);
  return fc
    .record({
      names: fc.oneof(
        { withCrossShrink: true },
        { weight: 12, arbitrary: fc.constant(NAMES[0]) },
        { weight: 3, arbitrary: fc.constantFrom(...NAMES.slice(1)) },
      ),
      schemas: fc.array(fc.tuple(body, anchored), { minLength: 1, maxLength: NAMES[0].length }),
    })
    .map(({ names, schemas }) => {
      const definitions = schemas.map(([schema, hasAnchor], index): [string, Schema] => {
        const named = hasAnchor && style.dialect === "2020-12" && isSchemaObject(schema);
        return [
          names[index] ?? "",
          (named ? { $anchor: `here-${String(index)}`, ...schema } : schema) as Schema,
        ];
      });
      return { dialect: style.dialect, definitions: withTargets(Object.fromEntries(definitions)) };
    });
}

/** The document as a runtime would print it, with one message in each list of methods. */
export function bundleOfDocument({ dialect, definitions }: SchemaDocument): object {
  return { ...bundleOf(definitions), $schema: DIALECT_URIS[dialect] };
}
