import { describe, expect, it } from "vitest";
import { typeText } from "../../../src/emit/type-text.js";
import { stableOf } from "../../../src/protocol/api-level.js";
import type { Protocol } from "../../../src/protocol/protocol.js";
import { readProtocol } from "../../../src/protocol/read-protocol.js";
import type { JsonSchema, SchemaBundle } from "../../../src/schema/json-schema.js";
import { mergeExperimental } from "../../../src/schema/merge-experimental.js";

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

const titled = (title: string, tag: string): JsonSchema => ({ ...(shape(tag) as object), title });

/** The unions that every protocol has. */
const METHODS = Object.fromEntries(
  ["ClientRequest", "ServerRequest", "ServerNotification", "ClientNotification"].map((name) => [
    name,
    { oneOf: [{ type: "object", properties: { method: { const: name } }, required: ["method"] }] },
  ]),
);

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
    [
      "values of an enum",
      {
        stable: { type: "string", enum: ["a", "b"] },
        experimental: { type: "string", enum: ["a", "c", "b"] },
        want: {
          type: "string",
          allOf: [
            { anyOf: [{ enum: ["a", "b"] }, { enum: ["c"], "x-experimental": true }], "x-merged": true },
          ],
        },
      },
    ],
    [
      "kinds of value",
      {
        stable: { type: "string" },
        experimental: { type: ["string", "null"] },
        want: {
          allOf: [
            { anyOf: [{ type: "string" }, { type: ["null"], "x-experimental": true }], "x-merged": true },
          ],
        },
      },
    ],
    [
      "what elements, other keys and members of an allOf have",
      {
        stable: { items: shape("x"), additionalProperties: shape("x"), allOf: [shape("x")] },
        experimental: {
          items: shape("x", { a: true }),
          additionalProperties: shape("x", { b: true }),
          allOf: [shape("x", { c: true })],
        },
        want: {
          items: shape("x", { a: { "x-experimental": true } }),
          additionalProperties: shape("x", { b: { "x-experimental": true } }),
          allOf: [shape("x", { c: { "x-experimental": true } })],
        },
      },
    ],
    [
      "a case without a tag in another form, beside the stable one",
      {
        stable: { oneOf: [string, { type: "object" }] },
        experimental: { oneOf: [string, { type: "object", properties: { a: true } }] },
        want: {
          oneOf: [
            string,
            { type: "object", properties: { a: true }, "x-experimental": true },
            { type: "object", "x-merged": true },
          ],
        },
      },
    ],
    [
      "a second case of one tag",
      {
        stable: { oneOf: [shape("a", { x: string })] },
        experimental: { oneOf: [shape("a", { y: string }), shape("a", { x: string })] },
        want: {
          oneOf: [
            { ...(shape("a", { y: string }) as object), "x-experimental": true },
            shape("a", { x: string }),
          ],
        },
      },
    ],
    [
      "a definition's own words and bounds, which stay the stable ones",
      {
        stable: { ...(string as object), description: "stable", minLength: 1 },
        experimental: { ...(string as object), description: "experimental", minLength: 2, pattern: "^a" },
        want: { type: "string", description: "stable", minLength: 1, pattern: "^a" },
      },
    ],
  ])("%s", (_name, { stable, experimental, want }) => {
    expect(merge(stable, experimental)).toEqual(want);
  });

  it("so that stable clients meet the stable enum, and others the whole", async () => {
    const merged = mergeExperimental(
      bundle({ ...METHODS, A: { type: "string", enum: ["a"] } }),
      bundle({ ...METHODS, A: { type: "string", enum: ["a", "b"] } }),
    );
    const protocol = await readProtocol(merged);
    const textOf = ({ definitions }: Protocol) =>
      typeText(definitions.find(({ name }) => name === "A")?.type ?? { kind: "unknown" });
    expect([textOf(stableOf(protocol)), textOf(protocol)]).toEqual(['"a"', '"a" | "b"']);
  });

  it.each<[string, { stable: JsonSchema; experimental: JsonSchema; want: readonly [string, string] }]>([
    [
      "a stable case, of the same title as one that is not",
      {
        stable: { oneOf: [titled("Foo", "a"), titled("Bar", "b")] },
        experimental: { oneOf: [titled("Foo", "z"), titled("Foo", "a"), titled("Bar", "b")] },
        want: [
          'A = Foo | Bar; Bar = { type: "b"; }; Foo = { type: "a"; }',
          'A = Foo | Bar; Bar = { type: "b"; }; Foo = { type: "z"; } | { type: "a"; }',
        ],
      },
    ],
    [
      "a stable type that an experimental case has as well",
      {
        stable: { anyOf: [{ type: "string", format: "uri" }, { type: "number" }] },
        experimental: { anyOf: [string, { type: "string", format: "uri" }, { type: "number" }] },
        want: ["A = string | number", "A = string | number"],
      },
    ],
    [
      "an object whose keys are all experimental as the map that it is without them",
      {
        stable: { type: "object", additionalProperties: string },
        experimental: { type: "object", properties: { a: string }, additionalProperties: string },
        want: [
          "A = { [key: string]: string }",
          "A = { /** @experimental */ a?: string; [key: string]: string | undefined; }",
        ],
      },
    ],
    [
      "a closed object whose keys are all experimental as an empty one",
      {
        stable: { type: "object", additionalProperties: false },
        experimental: { type: "object", properties: { a: string }, additionalProperties: false },
        want: ["A = { [key: string]: never }", "A = { /** @experimental */ a?: string; }"],
      },
    ],
  ])("so that stable clients meet %s", async (_name, { stable, experimental, want }) => {
    const protocol = await readProtocol(
      mergeExperimental(bundle({ ...METHODS, A: stable }), bundle({ ...METHODS, A: experimental })),
    );
    const textOf = ({ definitions }: Protocol) =>
      definitions
        .filter(({ name, variantOf }) => name === "A" || variantOf === "A")
        .map(({ name, type }) => `${name} = ${typeText(type).replaceAll(/\s+/g, " ")}`)
        .join("; ");
    expect([textOf(stableOf(protocol)), textOf(protocol)]).toEqual(want);
  });

  it("also in params that have no name", async () => {
    const told = (params: JsonSchema) => ({
      ...METHODS,
      ServerNotification: {
        oneOf: [
          {
            type: "object",
            properties: { method: { const: "told" }, params },
            required: ["method", "params"],
          },
        ],
      },
    });
    const protocol = await readProtocol(
      mergeExperimental(
        bundle(told({ type: "object", properties: { a: string } })),
        bundle(told({ type: "object", properties: { a: string, b: string } })),
      ),
    );
    expect(stableOf(protocol).serverNotifications[0]?.params).toMatchObject({
      type: { kind: "object", properties: [{ name: "a" }] },
    });
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
