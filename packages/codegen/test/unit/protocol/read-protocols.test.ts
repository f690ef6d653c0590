import { describe, expect, it } from "vitest";
import { readProtocol, readProtocols } from "../../../src/protocol/read-protocol.js";
import type { Protocol } from "../../../src/protocol/protocol.js";
import type { SchemaBundle } from "../../../src/schema/json-schema.js";
import { mergeNamespaces } from "../../../src/schema/merge-namespaces.js";
import { bundleOf, type Definitions } from "../../support/schema-folder.js";

const text = { type: "string" } as const;
const at = (name: string) => ({ $ref: `#/definitions/v2/${name}` });

/** What is joined with what others are, refers to itself, and is read wider than it says. */
const before: Definitions = {
  Base: { type: "object", properties: { id: text }, required: ["id"] },
  Joined: { allOf: [at("Base"), { type: "object", properties: { size: { type: "integer" } } }] },
  Wraps: { type: "object", properties: { joined: at("Joined") } },
  Tree: { type: "object", properties: { kids: { type: "array", items: at("Tree") }, leaf: at("Leaf") } },
  Leaf: {
    oneOf: [
      { type: "string", minLength: 2 },
      { type: "string", pattern: "a" },
    ],
  },
  Alone: { type: "object", properties: { count: { type: "integer" } } },
  Gone: text,
};
const { Gone: _, ...rest } = before;

const successors: Readonly<Record<string, Definitions>> = {
  "with nothing changed": before,
  "with another base of what is joined": {
    ...before,
    Base: { type: "object", properties: { id: text, name: text }, required: ["id", "name"] },
  },
  "with another leaf of what refers to itself": { ...before, Leaf: { enum: ["a", "b"] } },
  "with keys in another order": {
    ...before,
    Base: { required: ["id"], properties: { id: text }, type: "object" },
  },
  "with other words": { ...before, Alone: { ...(before["Alone"] as object), description: "new" } },
  "without a definition": rest,
  "without one that was referred to, which is back": {
    ...rest,
    Wraps: { properties: { x: at("New") } },
    New: text,
  },
  "in another order, with one more": { Newest: at("Leaf"), ...before },
};

function bundle(definitions: Definitions): SchemaBundle {
  return mergeNamespaces(bundleOf(definitions), "tiny.json", null);
}

async function inTurn(...all: readonly Definitions[]): Promise<readonly Protocol[]> {
  async function* bundles() {
    for (const definitions of all) yield await Promise.resolve(bundle(definitions));
  }
  const read: Protocol[] = [];
  for await (const protocol of readProtocols(bundles())) read.push(protocol);
  return read;
}

describe("schemas that are read one after another", () => {
  it.each(Object.entries(successors))("give what each gives by itself: %s", async (_name, after) => {
    const alone = await Promise.all([before, after, before].map((one) => readProtocol(bundle(one))));
    const read = await inTurn(before, after, before);
    expect(read).toEqual(alone);
    // The order of keys as well: it is that of the fields.
    expect(JSON.stringify(read)).toBe(JSON.stringify(alone));
  });

  it("share what did not change, and nothing that refers to what did", async () => {
    const [old, young] = await inTurn(before, successors["with another base of what is joined"] ?? {});
    const shared = old?.definitions.filter((definition) => young?.definitions.includes(definition));
    const names = shared?.map(({ name }) => name).filter((name) => Object.hasOwn(before, name));
    expect(names).toEqual(["Alone", "Gone", "Leaf", "Tree"]);
  });
});
