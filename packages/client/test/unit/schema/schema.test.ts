import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { readSchema } from "../../../src/schema/read-schema.js";
import { strictForm } from "../../../src/structured-output/strict-form.js";

describe("what cannot be read as a schema is refused:", () => {
  const standard = { version: 1, vendor: "acme", validate: () => ({ value: 1 }) };
  it.each<[string, unknown, string]>([
    ["nothing", null, "must be JSON Schema (an object), or a Standard Schema value"],
    ["text", "object", "must be JSON Schema (an object), or a Standard Schema value"],
    ["a list", [], "must be JSON Schema (an object), or a Standard Schema value"],
    ["a function", () => 1, "is a function, and no Standard Schema value."],
    ["an empty standard", { "~standard": {} }, "has a ~standard member, but no validate function in it."],
    ["no standard", { "~standard": undefined }, "has a ~standard member, but no validate function in it."],
    ["zod/mini", mini.object({}), "is a value of zod that cannot give its JSON Schema. zod can from 4.2 on"],
    ["valibot", v.object({}), "Wrap it in toStandardJsonSchema of @valibot/to-json-schema."],
    ["an older arktype", { "~standard": { ...standard, vendor: "arktype" } }, "arktype can from 2.1.28 on."],
    [
      "another library",
      { "~standard": standard },
      "is a value of acme that cannot give its JSON Schema. Give",
    ],
    ["a zod date", z.object({ at: z.date() }), "cannot be written as JSON Schema: Date cannot be"],
    [
      "a valibot check",
      toStandardJsonSchema(
        v.pipe(
          v.object({}),
          v.check(() => true),
        ),
      ),
      'cannot be written as JSON Schema: The "check" action',
    ],
  ])("%s", (_what, schema, words) => {
    const read = () => readSchema("Thread.run", "outputSchema", schema);
    expect(read).toThrow(expect.objectContaining({ name: "UsageError", option: "outputSchema" }));
    expect(read).toThrow(
      `Thread.run: outputSchema ${words.startsWith("Wrap") ? "is a value of valibot" : ""}`,
    );
    expect(read).toThrow(words);
  });
});

describe("issues say where, in every library's spelling of a path", () => {
  const wrong = { list: [{ n: "one" }] };
  it.each([
    ["zod", z.object({ list: z.array(z.object({ n: z.number() })) })],
    ["valibot", toStandardJsonSchema(v.object({ list: v.array(v.object({ n: v.number() })) }))],
    ["arktype", type({ list: type({ n: "number" }).array() })],
  ])("%s", async (_library, schema) => {
    const validated = await readSchema("Thread.run", "outputSchema", schema).validate(wrong);
    expect(validated).toMatchObject({ ok: false, issues: [{ path: ["list", 0, "n"] }] });
  });
});

describe("the strict form of a library's JSON Schema", () => {
  const strictOf = (schema: Parameters<typeof readSchema>[2]) =>
    strictForm({ ...readSchema("Thread.run", "outputSchema", schema).jsonSchema });

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

  it("leaves alone what is open on purpose, what is data, and what allOf puts together", () => {
    const open = z.looseObject({ a: z.string() });
    expect(strictOf(open)).toMatchObject({ additionalProperties: {} });
    const data = z
      .object({ a: z.object({ properties: z.string() }) })
      .meta({ examples: [{ properties: {} }] });
    expect(strictOf(data)).toMatchObject({ examples: [{ properties: {} }] });
    const both = { allOf: [{ properties: { a: {} } }, { properties: { b: {} } }] };
    expect(strictForm({ ...both, $schema: "x" })).toEqual(both);
  });

  it("closes a property that is called like a keyword as any other", () => {
    const properties = { items: { type: "object", properties: {} }, anyOf: { type: "string" } };
    expect(strictForm({ type: "object", properties })).toEqual({
      type: "object",
      additionalProperties: false,
      properties: { ...properties, items: { type: "object", properties: {}, additionalProperties: false } },
    });
  });

  it("does not make optional properties required: that would be another schema", () => {
    expect(strictOf(z.object({ a: z.string().optional() }))).not.toHaveProperty("required");
  });
});
