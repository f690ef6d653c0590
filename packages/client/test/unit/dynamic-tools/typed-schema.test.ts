import { describe, expect, it } from "vitest";

import { typedSchema } from "../../../src/dynamic-tools/typed-schema.js";
import type { Schema } from "../../../src/schema/map-schemas.js";

const argument = (schema: unknown): Schema => ({ type: "object", properties: { of: schema } });

describe("what the runtime would make a string of is said with its type:", () => {
  it.each<[name: string, given: unknown, want: unknown]>([
    ["a list of numbers", { enum: [1, 2] }, { type: "number", enum: [1, 2] }],
    ["a constant", { const: 5, description: "five" }, { type: "number", const: 5, description: "five" }],
    ["true", { const: true }, { type: "boolean", const: true }],
    ["null", { const: null }, { type: "null", const: null }],
    [
      "values of several types",
      { enum: ["a", 1, null] },
      { type: ["string", "number", "null"], enum: ["a", 1, null] },
    ],
    ["a list of lists", { enum: [[1]] }, { type: "array", enum: [[1]], items: {} }],
    ["anything", true, {}],
    ["a list of anything", { type: "array", items: true }, { type: "array", items: {} }],
    ["a list that says nothing of its items", { type: "array" }, { type: "array", items: {} }],
    ["one that may be none", { type: ["array", "null"] }, { type: ["array", "null"], items: {} }],
    [
      "a tuple",
      { type: "array", prefixItems: [{ type: "string" }, { const: 1 }], items: false, minItems: 2 },
      { type: "array", items: { anyOf: [{ type: "string" }, { type: "number", const: 1 }] }, minItems: 2 },
    ],
    [
      "a tuple with more",
      { type: "array", prefixItems: [true], items: { type: "number" } },
      { type: "array", items: { anyOf: [{}, { type: "number" }] } },
    ],
    [
      "a tuple of draft 7",
      { type: "array", items: [{ type: "string" }, true], additionalItems: false },
      { type: "array", items: { anyOf: [{ type: "string" }, {}] } },
    ],
    ["an alternative", { anyOf: [{ const: 1 }, true] }, { anyOf: [{ type: "number", const: 1 }, {}] }],
  ])("%s", (_, given, want) => {
    expect(typedSchema(argument(given))).toEqual(argument(want));
  });

  it("what is data stays, whatever it looks like", () => {
    const schema = argument({ type: "string", default: { const: 1 }, examples: [true, { enum: [1] }] });
    expect(typedSchema(schema)).toEqual(schema);
  });

  it("definitions are schemas too", () => {
    expect(typedSchema({ type: "object", properties: {}, $defs: { x: { const: 1 }, y: true } })).toEqual({
      type: "object",
      properties: {},
      $defs: { x: { type: "number", const: 1 }, y: {} },
    });
  });
});
