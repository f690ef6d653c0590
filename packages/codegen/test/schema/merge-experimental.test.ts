import { describe, expect, it } from "vitest";
import { type JsonSchema, type SchemaBundle } from "../../src/schema/json-schema.js";
import { mergeExperimental } from "../../src/schema/merge-experimental.js";

function bundle(definitions: Readonly<Record<string, JsonSchema>>): SchemaBundle {
  return {
    file: "bundle.json",
    runtimeVersion: null,
    definitions: new Map(
      Object.entries(definitions).map(([name, schema]) => [
        name,
        { schema, pointer: `/definitions/${name}` },
      ]),
    ),
  };
}

const merge = (stable: JsonSchema, experimental: JsonSchema) =>
  mergeExperimental(bundle({ A: stable }), bundle({ A: experimental })).definitions.get("A")?.schema;

const string: JsonSchema = { type: "string" };
const shape = (tag: string, more: Readonly<Record<string, JsonSchema>> = {}): JsonSchema => ({
  type: "object",
  properties: { type: { type: "string", enum: [tag] }, ...more },
  required: ["type"],
});

describe("the superset of the stable and the experimental schema marks what only the second has:", () => {
  it("definitions", () => {
    const merged = mergeExperimental(bundle({ A: string }), bundle({ A: string, B: string, C: true }));
    expect(merged.definitions.get("A")?.schema).toEqual(string);
    expect(merged.definitions.get("B")?.schema).toEqual({ type: "string", "x-experimental": true });
    expect(merged.definitions.get("C")?.schema).toEqual({ "x-experimental": true });
  });

  it.each<[string, { stable: JsonSchema; experimental: JsonSchema; want: JsonSchema }]>([
    [
      "properties, required or not",
      {
        stable: { type: "object", properties: { a: string }, required: ["a"] },
        experimental: { type: "object", properties: { a: string, b: string, c: true }, required: ["a", "b"] },
        want: {
          type: "object",
          properties: {
            a: string,
            b: { type: "string", "x-experimental": true },
            c: { "x-experimental": true },
          },
          required: ["a", "b"],
        },
      },
    ],
    [
      "cases of a union",
      {
        stable: { oneOf: [shape("x")] },
        experimental: { oneOf: [shape("x"), shape("y")] },
        want: { oneOf: [shape("x"), { ...(shape("y") as object), "x-experimental": true }] },
      },
    ],
    [
      "properties of a case, found by its tag",
      {
        stable: { oneOf: [shape("x"), shape("y")] },
        experimental: { oneOf: [shape("y", { more: string }), shape("x")] },
        want: { oneOf: [shape("y", { more: { type: "string", "x-experimental": true } }), shape("x")] },
      },
    ],
    [
      "the first properties of an empty struct",
      {
        stable: { type: "object" },
        experimental: { type: "object", properties: { a: string } },
        want: { type: "object", properties: { a: { type: "string", "x-experimental": true } } },
      },
    ],
  ])("%s", (_name, { stable, experimental, want }) => {
    expect(merge(stable, experimental)).toEqual(want);
  });

  it.each<[string, JsonSchema, JsonSchema]>([
    ["another type", string, { type: "number" }],
    [
      "a stable property that becomes required",
      shape("x", { a: string }),
      { ...(shape("x", { a: string }) as object), required: ["a", "type"] },
    ],
    ["a property of another type", shape("x", { a: string }), shape("x", { a: { type: "number" } })],
    ["anything where there was something", string, true],
  ])("and stops the run where the second contradicts the first: %s", (_name, stable, experimental) => {
    expect(() => merge(stable, experimental)).toThrow(
      expect.objectContaining({
        message: "The experimental schema changes what the stable one says, instead of adding to it.",
        pointer: expect.stringMatching(/^\/definitions\/A/) as string,
      }),
    );
  });

  it("keeps what only the stable one has", () => {
    expect([
      ...mergeExperimental(bundle({ A: string, B: string }), bundle({ A: string })).definitions.keys(),
    ]).toEqual(["A", "B"]);
  });
});
