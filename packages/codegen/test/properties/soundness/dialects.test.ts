import { expect, it } from "vitest";
import { typeText } from "../../../src/emit/type-text.js";
import { protocolOf } from "../../support/protocols.js";
import type { Definitions } from "../../support/schema-folder.js";
import { checkDocuments, describeFinding } from "./check.js";
import { readBundle } from "./read.js";
import type { Schemas } from "./references.js";

const string = { type: "string" };
const ref = (name: string) => ({ $ref: `#/definitions/v2/${name}` });
const object = (properties: object, ...required: readonly string[]) => ({
  type: "object",
  properties,
  ...(required.length > 0 ? { required } : {}),
});

/** Ways in which protocols of this field write their schemas, in words of our own. */
const WAYS: readonly [
  way: string,
  { given: object; want: Readonly<Record<string, string>>; wider: readonly string[] },
][] = [
  [
    "a base message, and messages that are one with more",
    {
      given: {
        Message: object(
          { seq: { type: "number" }, type: { type: "string", _enum: ["ask", "tell"] } },
          "seq",
          "type",
        ),
        Ask: {
          allOf: [
            ref("Message"),
            object(
              { type: { type: "string", enum: ["ask"] }, command: string, arguments: {} },
              "type",
              "command",
            ),
          ],
        },
        Launch: {
          allOf: [
            ref("Ask"),
            object({ command: { const: "launch" }, arguments: ref("LaunchOptions") }, "arguments"),
          ],
        },
        LaunchOptions: object({ stop: { type: "boolean" } }),
      },
      want: {
        Message: "{ seq: number; type: string; }",
        Ask: '{ seq: number; type: "ask"; arguments?: unknown; command: string; }',
        Launch: '{ seq: number; type: "ask"; arguments: LaunchOptions; command: "launch"; }',
      },
      wider: ["_enum"],
    },
  ],
  [
    "requests with const tags, an id of two kinds and open parameters",
    {
      given: {
        Id: { type: ["string", "integer"] },
        Meta: { type: "object", additionalProperties: {} },
        Ping: object(
          {
            method: { const: "ping" },
            id: ref("Id"),
            params: { ...object({ _meta: ref("Meta") }), additionalProperties: {} },
          },
          "method",
          "id",
        ),
        Log: object({ method: { const: "log", type: "string" }, level: ref("Level") }, "method", "level"),
        Level: { enum: ["debug", "error"], type: "string" },
        Any: { anyOf: [ref("Ping"), ref("Log")] },
      },
      want: {
        Id: "number | string",
        Meta: "{ [key: string]: unknown }",
        Ping: '{ id: Id; method: "ping"; params?: { _meta?: Meta; [key: string]: unknown; }; }',
        Log: '{ level: Level; method: "log"; }',
        Any: "Ping | Log",
      },
      wider: ["type"],
    },
  ],
  [
    "a tagged union over references, and a way out for tags to come",
    {
      given: {
        Text: object({ text: string }, "text"),
        Image: object({ data: string }, "data"),
        Content: {
          discriminator: { propertyName: "type" },
          anyOf: [
            { ...object({ type: { type: "string", const: "text" } }, "type"), allOf: [ref("Text")] },
            { ...object({ type: { type: "string", const: "image" } }, "type"), allOf: [ref("Image")] },
            {
              ...object({ type: string }, "type"),
              not: { properties: { type: { enum: ["text", "image"] } } },
            },
          ],
        },
      },
      want: {
        Content: '{ text: string; type: "text"; } | { data: string; type: "image"; } | { type: string; }',
      },
      wider: ["not"],
    },
  ],
];

it.each(WAYS)("is read and admits what it should: %s", async (_way, { given, want, wider }) => {
  const protocol = await protocolOf(given as Definitions);
  const texts = protocol.definitions.map(
    ({ name, type }) => [name, typeText(type).replaceAll(/\s+/g, " ")] as const,
  );
  expect(Object.fromEntries(texts)).toMatchObject(want);
  expect([...new Set(protocol.wider.map(({ keyword }) => keyword))]).toEqual(wider);

  const document = { dialect: "draft-07", definitions: given as Schemas } as const;
  const { findings, tally } = await checkDocuments([document], readBundle, {
    fakes: 8,
    changes: 60,
    most: 12,
  });
  expect(findings.map((finding) => finding && describeFinding(finding))).toEqual([undefined]);
  expect(tally.valid).toBeGreaterThan(20);
});
