import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as Schema from "effect/Schema";
import { Type } from "typebox";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { readSchema } from "../../../src/schema/read-schema.js";
import type { SchemaInput } from "../../../src/schema/schema-input.js";
import { expectOutput } from "../../../src/structured-output/expected-output.js";

const strictOf = (schema: SchemaInput) => expectOutput("Thread.run", schema).jsonSchema;

/** An effect schema as the page tells to make one. */
const standard = <S extends Schema.Decoder<unknown>>(schema: S) =>
  Schema.toStandardSchemaV1(Schema.toStandardJSONSchemaV1(schema));

describe("the strict form of a library's JSON Schema", () => {
  it("closes every object, wherever it stands, and writes alternatives as anyOf", () => {
    const node = z.object({
      value: z.string(),
      get children() {
        return z.array(node);
      },
    });
    const schema = z.object({
      outcome: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("done"), at: z.object({ line: z.number() }) }),
        z.object({ kind: z.literal("failed") }),
      ]),
      tree: node,
    });
    const closed = { type: "object", additionalProperties: false };
    expect(strictOf(schema)).toEqual({
      ...closed,
      properties: {
        outcome: {
          anyOf: [
            {
              ...closed,
              properties: {
                kind: { type: "string", const: "done" },
                at: { ...closed, properties: { line: { type: "number" } }, required: ["line"] },
              },
              required: ["kind", "at"],
            },
            { ...closed, properties: { kind: { type: "string", const: "failed" } }, required: ["kind"] },
          ],
        },
        tree: { $ref: "#/$defs/__schema0" },
      },
      required: ["outcome", "tree"],
      $defs: {
        __schema0: {
          ...closed,
          properties: {
            value: { type: "string" },
            children: { type: "array", items: { $ref: "#/$defs/__schema0" } },
          },
          required: ["value", "children"],
        },
      },
    });
  });

  it("closes what is open beside named properties, and leaves data alone", () => {
    for (const open of [z.looseObject({ a: z.string() }), standard(Schema.Struct({ a: Schema.String }))]) {
      expect(strictOf(open)).toMatchObject({ additionalProperties: false });
    }
    const data = z
      .object({ a: z.object({ properties: z.string() }) })
      .meta({ examples: [{ properties: {}, allOf: [{ not: {} }] }] });
    expect(strictOf(data)).toMatchObject({ examples: [{ properties: {}, allOf: [{ not: {} }] }] });
  });

  it("takes a property, an example or a default that is called like a keyword for what it is", () => {
    const schema = z.object({
      allOf: z.array(z.object({ items: z.string() })),
      anyOf: z.string(),
      propertyNames: z.string(),
      not: z.string().meta({ default: { allOf: [] } }),
    });
    expect(strictOf(schema)).toEqual({
      type: "object",
      properties: {
        allOf: {
          type: "array",
          items: {
            type: "object",
            properties: { items: { type: "string" } },
            required: ["items"],
            additionalProperties: false,
          },
        },
        anyOf: { type: "string" },
        propertyNames: { type: "string" },
        not: { type: "string", default: { allOf: [] } },
      },
      required: ["allOf", "anyOf", "propertyNames", "not"],
      additionalProperties: false,
    });
  });

  it("writes a record as an object where its keys are listed", () => {
    const properties = { a: { type: "number" }, b: { type: "number" } };
    const object = { type: "object", properties, additionalProperties: false };
    const keys = z.enum(["a", "b"]);
    expect(strictOf(z.record(keys, z.number()))).toEqual({ ...object, required: ["a", "b"] });
    expect(strictOf(z.partialRecord(keys, z.number()))).toEqual(object);
    expect(strictOf(standard(Schema.Record(Schema.Literals(["a", "b"]), Schema.Finite)))).toEqual({
      ...object,
      required: ["a", "b"],
    });
  });

  it("joins what an allOf puts together, where that is one object or one value", () => {
    expect(
      strictOf(
        toStandardJsonSchema(v.intersect([v.object({ a: v.string() }), v.object({ b: v.object({}) })])),
      ),
    ).toEqual({
      type: "object",
      properties: {
        a: { type: "string" },
        b: { type: "object", properties: {}, required: [], additionalProperties: false },
      },
      required: ["a", "b"],
      additionalProperties: false,
    });
  });

  it.each<[what: string, { schema: SchemaInput; at: string; why: string }]>([
    [
      "a zod record",
      {
        schema: z.object({ "a/b": z.record(z.string(), z.number()) }),
        at: "#/properties/a~1b",
        why: "any name",
      },
    ],
    [
      "a zod record of anything",
      { schema: z.array(z.record(z.string(), z.unknown())), at: "#/items", why: "any name" },
    ],
    [
      "a zod catchall",
      { schema: z.object({ a: z.string() }).catchall(z.number()), at: "#", why: "any name" },
    ],
    [
      "a zod intersection of a named schema",
      {
        schema: z.object({ a: z.object({}).meta({ id: "X" }).and(z.object({})) }),
        at: "#/properties/a",
        why: "allOf",
      },
    ],
    [
      "two zod patterns",
      { schema: z.object({ a: z.string().regex(/a/).regex(/b/) }), at: "#/properties/a", why: "allOf" },
    ],
    ["a zod never", { schema: z.object({ a: z.array(z.never()) }), at: "#/properties/a/items", why: "not" }],
    [
      "a valibot record",
      {
        schema: toStandardJsonSchema(v.object({ r: v.record(v.string(), v.number()) })),
        at: "#/properties/r",
        why: "any name",
      },
    ],
    [
      "a valibot rest",
      {
        schema: toStandardJsonSchema(v.objectWithRest({ a: v.string() }, v.number())),
        at: "#",
        why: "any name",
      },
    ],
    [
      "a valibot intersection with a record",
      {
        schema: toStandardJsonSchema(
          v.intersect([v.object({ a: v.string() }), v.record(v.string(), v.string())]),
        ),
        at: "#",
        why: "allOf",
      },
    ],
    ["an arktype index", { schema: type({ "[string]": "number" }), at: "#", why: "any name" }],
    ["an arktype pattern", { schema: type({ "[/^a/]": "number", b: "string" }), at: "#", why: "any name" }],
    ["an arktype object", { schema: type({ a: "object" }), at: "#/properties/a", why: "any name" }],
    [
      "an effect record",
      {
        schema: standard(Schema.Struct({ r: Schema.Record(Schema.String, Schema.Finite) })),
        at: "#/properties/r",
        why: "any name",
      },
    ],
    [
      "an effect rest",
      {
        schema: standard(
          Schema.StructWithRest(Schema.Struct({ a: Schema.String }), [
            Schema.Record(Schema.String, Schema.String),
          ]),
        ),
        at: "#",
        why: "allOf",
      },
    ],
    ["an empty effect struct", { schema: standard(Schema.Struct({})), at: "#", why: "not" }],
  ])("refuses %s at once, and says where and what to do", (_what, { schema, at, why }) => {
    const refused = () => expectOutput("Thread.run", schema);
    expect(refused).toThrow(expect.objectContaining({ name: "UsageError", option: "outputSchema" }));
    expect(refused).toThrow(`Thread.run: outputSchema cannot be sent as a strict schema: at ${at} it `);
    expect(refused).toThrow(why);
    expect(refused).toThrow("(JSON Schema, given as an object, is sent as it is.)");
  });

  it("does not make optional properties required: that would be another schema", () => {
    expect(strictOf(z.object({ a: z.string().optional() }))).not.toHaveProperty("required");
  });

  it("of effect admits only what effect's own validation accepts", async () => {
    const schema = standard(
      Schema.Struct({
        n: Schema.Number,
        some: Schema.optional(Schema.Number),
        maybe: Schema.optional(Schema.NullOr(Schema.String)),
        nullable: Schema.NullOr(Schema.Number),
        text: Schema.Literals(["NaN", "Infinity"]),
        within: Schema.Array(Schema.Struct({ o: Schema.optionalKey(Schema.String) })),
      }),
    );
    expect(strictOf(schema)).toEqual({
      type: "object",
      properties: {
        n: { type: "number" },
        some: { type: "number" },
        maybe: { type: "string" },
        nullable: { anyOf: [{ type: "number" }, { type: "null" }] },
        text: { type: "string", enum: ["NaN", "Infinity"] },
        within: {
          type: "array",
          items: { type: "object", properties: { o: { type: "string" } }, additionalProperties: false },
        },
      },
      required: ["n", "nullable", "text", "within"],
      additionalProperties: false,
    });
    // What its JSON Schema admits besides, and the reason to leave it out.
    const { validate } = readSchema(
      "Thread.run",
      "outputSchema",
      standard(Schema.Struct({ n: Schema.Number })),
    );
    expect(await validate({ n: "NaN" })).toMatchObject({ ok: false, issues: [{ path: ["n"] }] });
  });
});

it("typebox's values are JSON Schema, and sent as they are", () => {
  const schema = Type.Object({ a: Type.String(), r: Type.Record(Type.String(), Type.Number()) });
  expect(expectOutput("Thread.run", schema).jsonSchema).toBe(schema);
});
