import fc from "fast-check";
import type { JsonValue } from "../fuzz/json.js";
import type { Dialect, SchemaObject } from "./schema-places.js";
import {
  annotations,
  isEverywhere,
  literal,
  present,
  propertyName,
  rarely,
  requiredName,
  some,
  TAGS,
} from "./vocabulary.js";

/** What the schemas of a document have in common. */
export interface Style {
  readonly dialect: Dialect;
  /** Whether a schema says only what TypeScript can say as well. */
  readonly exact: boolean;
}

/** A schema, in which a reference is `{ $ref: number }` until references.ts gives it a target. */
type SchemaArbitrary = fc.Arbitrary<JsonValue>;

const TYPES = ["string", "number", "boolean", "null", "array", "object"] as const;
const nothing = fc.constant<SchemaObject>({});
const small = fc.integer({ min: 0, max: 3 });

/** Schemas up to a depth, of one style. */
export class Keywords {
  readonly #style: Style;
  readonly #known = new Map<number, SchemaArbitrary>();

  constructor(style: Style) {
    this.#style = style;
  }

  /** Any schema that nests up to `depth`. */
  schema(depth: number): SchemaArbitrary {
    let known = this.#known.get(depth);
    if (known === undefined) {
      known = fc
        .tuple(this.#bare(depth), annotations)
        .map(([schema, words]) =>
          typeof schema === "object" ? { ...words, ...(schema as SchemaObject) } : schema,
        );
      this.#known.set(depth, known);
    }
    return known;
  }

  #bare(depth: number): SchemaArbitrary {
    const leaves: fc.WeightedArbitrary<JsonValue>[] = [
      { weight: 6, arbitrary: this.#string() },
      { weight: 4, arbitrary: this.#number() },
      { weight: 2, arbitrary: fc.constantFrom({ type: "boolean" }, { type: "null" }) },
      { weight: 5, arbitrary: this.#literals() },
      { weight: 3, arbitrary: this.#reference(depth) },
      { weight: 1, arbitrary: fc.constantFrom<JsonValue>(true, {}) },
    ];
    if (depth === 0) return fc.oneof({ withCrossShrink: true }, ...leaves);
    return fc.oneof(
      { withCrossShrink: true },
      ...leaves,
      { weight: 14, arbitrary: this.#object(depth) },
      { weight: 6, arbitrary: this.#array(depth) },
      { weight: 3, arbitrary: this.#kinds(depth) },
      { weight: 6, arbitrary: this.#all(depth) },
      { weight: 6, arbitrary: this.#any(depth) },
      { weight: 5, arbitrary: this.#tagged(depth) },
      { weight: this.#style.exact ? 0 : 2, arbitrary: this.#conditional(depth) },
      { weight: this.#style.exact ? 0 : 1, arbitrary: this.#everything(depth) },
    );
  }

  /** Keywords that only a style has that says more than TypeScript can. */
  #bounds(keywords: Readonly<Record<string, SchemaArbitrary>>, oneIn = 6): fc.Arbitrary<SchemaObject> {
    return this.#style.exact ? nothing : some(keywords, oneIn);
  }

  #string(): SchemaArbitrary {
    return fc.tuple(fc.constant({ type: "string" }), this.#bounds(STRING_BOUNDS, 10)).map(merged);
  }

  #number(): SchemaArbitrary {
    const type = this.#style.exact ? fc.constant("number") : fc.constantFrom("number", "integer");
    return fc.tuple(fc.record({ type }), this.#bounds(NUMBER_BOUNDS, 8)).map(merged);
  }

  #literals(): SchemaArbitrary {
    const strings = fc.uniqueArray(fc.constantFrom(...TAGS, "w", "a b"), { minLength: 1, maxLength: 3 });
    return fc.oneof(
      strings.map((list) => ({ type: "string", enum: list })),
      literal.map((value) => ({ const: value })),
      fc
        .uniqueArray(literal, { minLength: 1, maxLength: 4, selector: textOf })
        .map((list) => ({ enum: list })),
      fc.constantFrom(...TAGS).map((value) => ({ type: "string", const: value })),
    );
  }

  /** A reference, with siblings now and then. */
  #reference(depth: number): SchemaArbitrary {
    const $ref = fc.nat({ max: 200 });
    const bare = $ref.map((target) => ({ $ref: target }));
    if (depth < 2) return bare;
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: bare },
      { weight: 1, arbitrary: fc.tuple(this.#object(depth - 1), bare).map(merged) },
    );
  }

  #object(depth: number): fc.Arbitrary<SchemaObject> {
    const { exact } = this.#style;
    const inner = this.schema(depth - 1);
    const property = fc.record({ name: propertyName, inner, required: fc.boolean() });
    const shape = fc
      .record({
        typed: often,
        properties: fc.uniqueArray(property, { selector: ({ name }) => name, maxLength: 3 }),
        ghost: rarely(requiredName, 12),
        rest: fc.oneof(
          { withCrossShrink: true },
          { weight: 6, arbitrary: fc.constant<JsonValue | undefined>(undefined) },
          { weight: 3, arbitrary: fc.constant(false) },
          { weight: 1, arbitrary: fc.constant(true) },
          { weight: 2, arbitrary: inner },
        ),
      })
      .map(({ typed, properties, ghost, rest }) => {
        const ghosts = ghost === undefined || rest === false ? [] : [ghost];
        const required = new Set([
          ...properties
            .filter(({ name, required }) => (required && name !== "") || isEverywhere(name))
            .map(({ name }) => name),
          ...ghosts,
        ]);
        const listed = properties.length > 0 || required.size > 0;
        return present({
          type: typed ? "object" : undefined,
          properties:
            properties.length === 0
              ? undefined
              : Object.fromEntries(properties.map((one) => [one.name, one.inner])),
          required: required.size === 0 ? undefined : [...required],
          additionalProperties: exact && listed && typeof rest === "object" ? undefined : rest,
        });
      });
    return fc.tuple(shape, this.#objectBounds(depth)).map(merged);
  }

  #objectBounds(depth: number): fc.Arbitrary<SchemaObject> {
    const names = fc.uniqueArray(requiredName, { minLength: 1, maxLength: 2 });
    const inner = this.schema(depth - 1);
    const pattern = fc.constantFrom("^a", "^x-", "b$", "");
    return this.#bounds(
      {
        minProperties: small,
        maxProperties: small.map((count) => count + 1),
        patternProperties: fc.tuple(pattern, inner).map((entry) => Object.fromEntries([entry])),
        propertyNames: fc.oneof(
          names.map((list) => ({ enum: list })),
          fc.constantFrom<JsonValue>({ pattern: "^[a-z]" }, { maxLength: 4 }, { type: "string" }, true),
        ),
        ...(this.#style.dialect === "2020-12"
          ? {
              dependentRequired: fc.tuple(propertyName, names).map((entry) => Object.fromEntries([entry])),
              dependentSchemas: fc.tuple(propertyName, inner).map((entry) => Object.fromEntries([entry])),
              unevaluatedProperties: fc.oneof(fc.constant(false), inner),
            }
          : {
              dependencies: fc
                .tuple(propertyName, fc.oneof<fc.MaybeWeightedArbitrary<JsonValue>[]>(names, inner))
                .map((entry) => Object.fromEntries([entry])),
            }),
      },
      14,
    );
  }

  #array(depth: number): fc.Arbitrary<SchemaObject> {
    const inner = this.schema(depth - 1);
    const tuple = fc
      .record({
        elements: fc.array(inner, { minLength: 1, maxLength: 3 }),
        rest: fc.oneof(
          fc.constant<JsonValue | undefined>(undefined),
          fc.constant(false),
          fc.constant(true),
          inner,
        ),
        minItems: rarely(small, 2),
        maxItems: rarely(small, 4),
      })
      .map(({ elements, rest, ...bounds }) =>
        present(
          this.#style.dialect === "2020-12"
            ? { prefixItems: elements, items: rest, ...ordered(bounds) }
            : { items: elements, additionalItems: rest, ...ordered(bounds) },
        ),
      );
    const list = fc
      .record({ items: rarely(inner, 2), minItems: rarely(small, 8), maxItems: rarely(small, 8) })
      .map(({ items, ...bounds }) => present({ items, ...ordered(bounds) }));
    const bounds = this.#bounds(
      {
        uniqueItems: fc.boolean(),
        contains: inner,
        ...(this.#style.dialect === "2020-12"
          ? { minContains: small, maxContains: small, unevaluatedItems: fc.oneof(fc.constant(false), inner) }
          : {}),
      },
      10,
    );
    const shape = fc.oneof({ withCrossShrink: true }, list, tuple);
    const type = often.map((typed): SchemaObject => (typed ? { type: "array" } : {}));
    return fc.tuple(type, shape, bounds).map(merged);
  }

  /** Several kinds at once, with the keywords of each. */
  #kinds(depth: number): SchemaArbitrary {
    const types = this.#style.exact ? TYPES : ([...TYPES, "integer"] as const);
    return fc
      .tuple(
        fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 3 }),
        fc.oneof({ withCrossShrink: true }, nothing, this.#object(depth), this.#array(depth)),
      )
      .map(([type, keywords]) => ({ ...keywords, type }));
  }

  #all(depth: number): SchemaArbitrary {
    const member = fc.oneof(
      { withCrossShrink: true },
      { weight: 5, arbitrary: this.#object(depth) },
      { weight: 2, arbitrary: this.#reference(0) },
      { weight: 1, arbitrary: this.schema(depth - 1) },
    );
    return fc
      .tuple(
        fc.array(member, { minLength: 1, maxLength: 3 }),
        fc.oneof(
          { withCrossShrink: true },
          { weight: 3, arbitrary: nothing },
          { weight: 1, arbitrary: this.#object(depth) },
        ),
      )
      .map(([allOf, beside]) => ({ ...beside, allOf }));
  }

  /** One of several schemas that may have anything in common. */
  #any(depth: number): SchemaArbitrary {
    const member = fc.oneof(
      { weight: 2, arbitrary: this.schema(depth - 1) },
      { weight: 1, arbitrary: this.#object(depth) },
    );
    const beside = fc.oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: nothing },
      { weight: 1, arbitrary: this.#object(depth) },
    );
    return fc
      .tuple(this.#choice(2), fc.array(member, { minLength: 1, maxLength: 3 }), beside)
      .map(([keyword, cases, others]) => ({ ...others, [keyword]: cases }));
  }

  /** One of several objects, each with a tag of its own. */
  #tagged(depth: number): SchemaArbitrary {
    return fc
      .tuple(
        this.#choice(0),
        fc.array(this.#object(depth), { minLength: 2, maxLength: 3 }),
        rarely(this.#object(depth), 5),
      )
      .map(([keyword, cases, beside]) => ({
        ...beside,
        [keyword]: cases.map((one, index) => withTag(one, TAGS[index % TAGS.length] ?? "x")),
      }));
  }

  /** `anyOf`, or `oneOf` where cases that overlap are allowed to make it wider. */
  #choice(besides: number): fc.Arbitrary<string> {
    return this.#style.exact && besides > 0 ? fc.constant("anyOf") : fc.constantFrom("anyOf", "oneOf");
  }

  #conditional(depth: number): SchemaArbitrary {
    const inner = this.schema(depth - 1);
    return fc
      .tuple(
        fc.oneof({ withCrossShrink: true }, nothing, this.#object(depth)),
        fc.oneof(some({ not: inner }, 2), some({ if: inner, then: inner, else: inner }, 2)),
      )
      .map(merged);
  }

  /** Keywords of every kind on one heap, and with a bundle of definitions of its own. */
  #everything(depth: number): SchemaArbitrary {
    const inner = this.schema(depth - 1);
    const key = this.#style.dialect === "2020-12" ? "$defs" : "definitions";
    return fc
      .tuple(
        fc.oneof({ withCrossShrink: true }, nothing, this.#object(depth)),
        this.#array(depth),
        some({ ...STRING_BOUNDS, ...NUMBER_BOUNDS }, 8),
        some(
          {
            allOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
            not: inner,
            [key]: inner.map((one) => ({ Inner: one })),
          },
          3,
        ),
      )
      .map(merged);
  }
}

/** Whether `type` is given. */
const often = fc.oneof(
  { weight: 9, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);

const STRING_BOUNDS = {
  minLength: small,
  maxLength: small.map((count) => count + 1),
  pattern: fc.constantFrom("^x", "^[a-z]*$", "y$", "."),
  format: fc.constantFrom("date-time", "uuid", "uri", "byte"),
};

const NUMBER_BOUNDS = {
  minimum: fc.constantFrom(-2, 0, 1),
  maximum: fc.constantFrom(1, 3, 1000),
  exclusiveMinimum: fc.constantFrom(-1, 0),
  exclusiveMaximum: fc.constantFrom(2, 10.5),
  multipleOf: fc.constantFrom(1, 0.5, 2),
  format: fc.constantFrom("int32", "double"),
};

function merged(parts: readonly SchemaObject[] | readonly JsonValue[]): SchemaObject {
  return Object.assign({}, ...parts) as SchemaObject;
}

/** Bounds of which the lower one is the lower one. */
function ordered({ minItems, maxItems }: { minItems: number | undefined; maxItems: number | undefined }): {
  minItems: number | undefined;
  maxItems: number | undefined;
} {
  return { minItems, maxItems: maxItems === undefined ? undefined : Math.max(minItems ?? 0, maxItems) };
}

function withTag(object: SchemaObject, tag: string): SchemaObject {
  const { properties = {}, required = [], ...others } = object;
  return {
    ...others,
    type: "object",
    properties: { ...(properties as SchemaObject), kind: { const: tag } },
    required: [...new Set(["kind", ...(required as string[])])],
  };
}

function textOf(value: JsonValue): string {
  return JSON.stringify(value);
}
