import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as Schema from "effect/Schema";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { readSchema } from "../../../src/schema/read-schema.js";

describe("what cannot be read as a schema is refused:", () => {
  const standard = { version: 1, vendor: "acme", validate: () => ({ value: 1 }) };
  it.each<[string, unknown, string]>([
    ["nothing", null, "must be JSON Schema (an object), or a Standard Schema value"],
    ["text", "object", "must be JSON Schema (an object), or a Standard Schema value"],
    ["a list", [], "must be JSON Schema (an object), or a Standard Schema value"],
    ["a function", () => 1, "is a function, and no Standard Schema value."],
    [
      "zod before Standard Schema",
      new (class {
        _def = {};
        parse() {}
      })(),
      "cannot give its JSON Schema. zod can from 4.2 on",
    ],
    ["a library of functions", { type: "object", validate: () => [] }, "cannot give its JSON Schema. Give"],
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
    [
      "an effect schema",
      Schema.Struct({}),
      "is a function, and no Standard Schema value. Wrap it in Schema.toStandardSchemaV1(",
    ],
    [
      "half an effect standard",
      Schema.toStandardSchemaV1(Schema.Struct({})),
      "is a value of effect that cannot give its JSON Schema. Wrap it in Schema.toStandardSchemaV1(",
    ],
    [
      "the other half",
      Schema.toStandardJSONSchemaV1(Schema.Struct({})),
      "no validate function in it. Wrap it in Schema.toStandardSchemaV1(",
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
