import path from "node:path";
import type { Definition, Protocol, TypeNode } from "@codex-typed/codegen";
import { describe, expect, it } from "vitest";
import { readProtocol } from "../../../packages/codegen/src/protocol/read-protocol.js";
import { applyCorrections } from "../../../packages/codegen/src/schema/apply-corrections.js";
import { CORRECTIONS } from "../../../packages/codegen/src/schema/corrections.js";
import { mergeExperimental } from "../../../packages/codegen/src/schema/merge-experimental.js";
import { mergeNamespaces } from "../../../packages/codegen/src/schema/merge-namespaces.js";
import { extractSchema, installedRuntime } from "../../../packages/codegen/src/schema/runtime.js";
import { refuseMisspelledNames } from "../../bump-runtime/names/property-names.js";
import { realTools } from "../../bump-runtime/real-tools.js";
import { Refusal } from "../../bump-runtime/refusal.js";

const string: TypeNode = { kind: "primitive", name: "string" };
const object = (properties: Readonly<Record<string, TypeNode>>, rest?: TypeNode): TypeNode => ({
  kind: "object",
  properties: Object.entries(properties).map(([name, type]) => ({
    name,
    doc: undefined,
    type,
    optional: false,
    defaultValue: undefined,
    experimental: false,
  })),
  rest,
});
const union = (...types: readonly TypeNode[]): TypeNode => ({
  kind: "union",
  variants: types.map((type) => ({ type, doc: undefined, title: undefined, experimental: false })),
});
const literal = (value: string): TypeNode => ({ kind: "enum", values: [value] });
const reference = (name: string): TypeNode => ({ kind: "reference", name });

function protocolOf(types: Readonly<Record<string, TypeNode>>): Protocol {
  const definitions = Object.entries(types).map(([name, type]): Definition => ({
    name,
    doc: undefined,
    type,
    variantOf: undefined,
    pointer: "",
    experimental: false,
  }));
  return {
    runtimeVersion: null,
    file: "schema.json",
    wider: [],
    unknownResults: [],
    unusedResults: [],
    definitions,
    clientRequests: [],
    serverRequests: [],
    serverNotifications: [],
    clientNotifications: [],
  };
}

/** What is refused, as `definition: ours theirs`. */
function refused(protocol: Protocol, printed: Readonly<Record<string, string>>): readonly string[] {
  const files = new Map(Object.entries(printed));
  try {
    refuseMisspelledNames(protocol, files);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [...error.message.matchAll(/^ {2}(\w+): (\w+), where generate-ts has (\w+)$/gm)].map(
      ([, definition, ours, theirs]) => `${definition}: ${ours} ${theirs}`,
    );
  }
}

describe("the names of properties", () => {
  it.each<[string, { ours: Record<string, TypeNode>; theirs: string; want: readonly string[] }]>([
    [
      "that are the same, snake_case ones included",
      {
        ours: { T: object({ turnId: string, on_off: string }) },
        theirs: "{ on_off: string, turnId: string, }",
        want: [],
      },
    ],
    [
      "of an object",
      {
        ours: { T: object({ turn_id: string, id: string }) },
        theirs: "{ turnId: string, id: string, }",
        want: ["T: turn_id turnId"],
      },
    ],
    [
      "that differ by case alone",
      {
        ours: { T: object({ authUrl: string }) },
        theirs: '{ "authURL"?: string }',
        want: ["T: authUrl authURL"],
      },
    ],
    [
      "that only one of the two has",
      { ours: { T: object({ a: string, b: string }) }, theirs: "{ a: string, c: string }", want: [] },
    ],
    [
      "of a case of a union, where another case has the right one",
      {
        ours: {
          T: union(
            object({ type: literal("x"), turn_id: string }),
            object({ type: literal("y"), turnId: string }),
          ),
        },
        theirs: '{ "type": "x", turnId: string, } | { "type": "y", turnId: string, }',
        want: ["T: turn_id turnId"],
      },
    ],
    [
      "of two cases, swapped",
      {
        ours: {
          T: union(
            object({ type: literal("x"), turn_id: string }),
            object({ type: literal("y"), turnId: string }),
          ),
        },
        theirs: '{ "type": "x", turnId: string, } | { "type": "y", turn_id: string, }',
        want: ["T: turn_id turnId", "T: turnId turn_id"],
      },
    ],
    [
      "of cases without a tag",
      {
        ours: { T: union(object({ a: string }), object({ b_c: string })) },
        theirs: "{ a: string } | { bC: string }",
        want: ["T: b_c bC"],
      },
    ],
    [
      "of a case with a name of its own",
      {
        ours: { T: union(reference("XT"), string), XT: object({ type: literal("x"), turn_id: string }) },
        theirs: '{ "type": "x", turnId: string, } | string',
        want: ["T: turn_id turnId"],
      },
    ],
    [
      "of an intersection with cases",
      {
        ours: {
          T: union(
            object({ id: string, type: literal("x"), turn_id: string }),
            object({ id: string, type: literal("y"), turnId: string }),
          ),
        },
        theirs: '{ id: string, } & ({ "type": "x", turnId: string } | { "type": "y", turnId: string })',
        want: ["T: turn_id turnId"],
      },
    ],
    [
      "of what a property, a list or a map holds",
      {
        ours: {
          T: object(
            {
              inner: object({ a_a: string }),
              list: { kind: "array", element: object({ b_b: string }) },
              map: { kind: "map", value: object({ c_c: string }) },
            },
            object({ d_d: string }),
          ),
        },
        theirs:
          "{ inner: { aA: string }, list: Array<{ bB: string }>, map: { [key in string]?: { cC: string } } } & { [key: string]: { dD: string } | null }",
        want: ["T: a_a aA", "T: b_b bB", "T: c_c cC", "T: d_d dD"],
      },
    ],
  ])("%s", (_, { ours, theirs, want }) => {
    expect(refused(protocolOf(ours), { "T.ts": `export type T = ${theirs};\n` })).toEqual(want);
  });

  it("are compared where a type is declared, not where it is mentioned", () => {
    const protocol = protocolOf({
      T: object({ item: reference("Item") }),
      Item: object({ turn_id: string }),
      OnlyOurs: object({ turn_id: string }),
    });
    const printed = {
      "T.ts": 'import type { Item } from "./v2/Item";\nexport type T = { item: Item, };',
      "v2/Item.ts": "export interface Item { turnId: string }",
      "OnlyTheirs.ts": "export type OnlyTheirs = { turnId: string };",
    };
    expect(refused(protocol, printed)).toEqual(["Item: turn_id turnId"]);
  });

  it("of a type that only one side gives a name to are found where the other side writes them out, in circles too", () => {
    const protocol = protocolOf({ T: object({ tree: object({ turn_id: string }) }) });
    const printed = {
      "T.ts": "export type T = { tree: Tree };",
      "Tree.ts": "export type Tree = { turnId: string, children: Array<Tree>, };",
    };
    expect(refused(protocol, printed)).toEqual(["T: turn_id turnId"]);
  });

  it("of a type that there is twice are those of v2", () => {
    const printed = {
      "v2/T.ts": "export type T = { turnId: string };",
      "T.ts": "export type T = { turn_id: string };",
    };
    expect(refused(protocolOf({ T: object({ turn_id: string }) }), printed)).toEqual(["T: turn_id turnId"]);
  });

  it("are not taken for the same where the runtime printed nothing to compare with", () => {
    expect(() => refuseMisspelledNames(protocolOf({ T: string }), new Map())).toThrow(
      "The runtime's generate-ts printed none of the types of its schema",
    );
  });
});

describe("the pinned runtime", () => {
  it("has the names of its own TypeScript output once the schema is corrected, and not before", async () => {
    const folder = import.meta.dirname;
    const [schema, printed] = await Promise.all([
      extractSchema(await installedRuntime(folder)),
      realTools(path.resolve(folder, "../../..")).printTypes(new AbortController().signal),
    ]);
    const bundle = (text: string) => mergeNamespaces(JSON.parse(text), "schema.json", schema.runtimeVersion);
    const raw = mergeExperimental(bundle(schema.stable), bundle(schema.experimental));

    const files = Object.fromEntries(printed);
    const corrected = CORRECTIONS.flatMap(({ definition, change }) =>
      change.kind === "camel-case-properties" && raw.definitions.has(definition) ? [definition] : [],
    );
    const misspelled = refused(await readProtocol(raw), files).map((line) => line.split(":", 1)[0]);
    expect([...new Set(misspelled)].sort()).toEqual(corrected.sort());
    const protocol = await readProtocol(applyCorrections(raw));
    expect(refused(protocol, files)).toEqual([]);
    // Nearly all of them are compared.
    expect(refuseMisspelledNames(protocol, printed)).toBeGreaterThan(printed.size * 0.9);
  }, 60_000);
});
