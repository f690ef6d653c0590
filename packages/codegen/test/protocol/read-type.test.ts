import { describe, expect, it } from "vitest";
import { type TypeNode } from "../../src/protocol/protocol.js";
import { typeText } from "../../src/emit/type-text.js";
import { type JsonSchema } from "../../src/schema/json-schema.js";
import { protocolOf } from "../support/protocols.js";

const string: JsonSchema = { type: "string" };
const circle: JsonSchema = {
  title: "CircleShape",
  type: "object",
  properties: { type: { type: "string", enum: ["circle"] }, radius: { type: "number" } },
  required: ["type", "radius"],
};
const square: JsonSchema = {
  title: "SquareShape",
  type: "object",
  properties: { type: { type: "string", enum: ["square"] }, side: { type: "integer", format: "int64" } },
  required: ["type", "side"],
};

async function typeOf(schema: JsonSchema): Promise<TypeNode> {
  const { definitions } = await protocolOf({
    Subject: schema,
    Other: { type: "object", properties: { a: string } },
  });
  const subject = definitions.find(({ name }) => name === "Subject");
  if (subject === undefined) throw new Error("the definition is lost");
  return subject.type;
}

const text = async (schema: JsonSchema) => typeText(await typeOf(schema)).replaceAll(/\s+/g, " ");

describe("a schema fragment becomes a type", () => {
  it.each<[string, { given: JsonSchema; want: string }]>([
    ["string", { given: { type: "string" }, want: "string" }],
    ["string with a format", { given: { type: "string", format: "date-time" }, want: "string" }],
    ["integer", { given: { type: "integer", format: "uint64", minimum: 0 }, want: "number" }],
    ["boolean", { given: { type: "boolean" }, want: "boolean" }],
    ["null", { given: { type: "null" }, want: "null" }],
    ["anything", { given: true, want: "unknown" }],
    ["anything, with words", { given: { description: "whatever" }, want: "unknown" }],
    ["nullable scalar", { given: { type: ["null", "string"] }, want: "string | null" }],
    [
      "nullable reference",
      { given: { anyOf: [{ $ref: "#/definitions/Other" }, { type: "null" }] }, want: "Other | null" },
    ],
    ["allOf of one", { given: { allOf: [{ $ref: "#/definitions/v2/Other" }], default: "x" }, want: "Other" }],
    ["enum", { given: { type: "string", enum: ["b", "a"] }, want: '"b" | "a"' }],
    ["array", { given: { type: "array", items: string }, want: "(string)[]" }],
    [
      "array of unions",
      { given: { type: "array", items: { type: ["string", "null"] } }, want: "(string | null)[]" },
    ],
    ["array of anything", { given: { type: "array", items: true }, want: "(unknown)[]" }],
    [
      "map",
      {
        given: { type: "object", additionalProperties: { type: "boolean" } },
        want: "{ [key: string]: boolean }",
      },
    ],
    [
      "open object",
      { given: { type: "object", additionalProperties: true }, want: "{ [key: string]: unknown }" },
    ],
    ["empty struct", { given: { type: "object" }, want: "{ [key: string]: unknown }" }],
    [
      "object",
      {
        given: { type: "object", properties: { a: string, "b-c": { type: "number" } }, required: ["a"] },
        want: '{ a: string; "b-c"?: number; }',
      },
    ],
    [
      "object with other keys",
      {
        given: { type: "object", properties: { a: string }, additionalProperties: { type: "number" } },
        want: "{ a?: string; [key: string]: number | string | undefined; }",
      },
    ],
    [
      "literals beside any string",
      { given: { anyOf: [{ type: "string", enum: ["known"] }, string] }, want: '"known" | (string & {})' },
    ],
    [
      "union of references",
      { given: { oneOf: [{ $ref: "#/definitions/Other" }, string] }, want: "Other | string" },
    ],
    ["null comes last", { given: { anyOf: [{ type: "null" }, string] }, want: "string | null" }],
  ])("%s", async (_name, { given, want }) => {
    expect(await text(given)).toBe(want);
  });

  it("keeps unions of objects apart and names their variants", async () => {
    const { definitions } = await protocolOf({ Shape: { oneOf: [circle, square] } });
    const shapes = definitions.filter(({ name, variantOf }) => name === "Shape" || variantOf === "Shape");
    expect(shapes.map(({ name, type }) => [name, typeText(type).replaceAll(/\s+/g, " ")])).toEqual([
      ["CircleShape", '{ radius: number; type: "circle"; }'],
      ["Shape", "CircleShape | SquareShape"],
      ["SquareShape", '{ side: number; type: "square"; }'],
    ]);
  });

  it("gives each variant the properties that stand beside the union", async () => {
    const { definitions } = await protocolOf({
      Shape: { type: "object", properties: { id: string }, required: ["id"], oneOf: [circle, square] },
    });
    const variant = definitions.find(({ name }) => name === "CircleShape");
    expect(variant && typeText(variant.type).replaceAll(/\s+/g, " ")).toBe(
      '{ id: string; radius: number; type: "circle"; }',
    );
  });

  it("gives a variant that is a union itself one name", async () => {
    const image: JsonSchema = {
      title: "ImageInput",
      type: "object",
      properties: { type: { type: "string", enum: ["image"] } },
      required: ["type"],
      anyOf: [
        { title: "UrlInput", type: "object", properties: { url: string }, required: ["url"] },
        { title: "FileInput", type: "object", properties: { file: string }, required: ["file"] },
      ],
    };
    const { definitions } = await protocolOf({ Input: { oneOf: [image, circle] } });
    const named = definitions.find(({ name }) => name === "ImageInput");
    expect(named && typeText(named.type).replaceAll(/\s+/g, " ")).toBe(
      '{ type: "image"; url: string; } | { type: "image"; file: string; }',
    );
  });

  it("takes a property's words from the property, not from the type it refers to", async () => {
    const { definitions } = await protocolOf({
      Owner: {
        type: "object",
        properties: { pet: { description: "of the owner", allOf: [{ $ref: "#/definitions/Pet" }] } },
      },
      Pet: { description: "an animal", type: "object", properties: { name: string } },
    });
    const owner = definitions.find(({ name }) => name === "Owner");
    expect(owner?.type).toMatchObject({ properties: [{ name: "pet", doc: "of the owner" }] });
    expect(definitions.find(({ name }) => name === "Pet")?.doc).toBe("an animal");
  });
});
