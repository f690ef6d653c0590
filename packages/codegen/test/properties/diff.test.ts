import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Change, Direction } from "../../src/diff/diff.js";
import { diffProtocols } from "../../src/diff/diff-protocols.js";
import { renderJson } from "../../src/diff/render/json.js";
import type { RuleId } from "../../src/diff/rules.js";
import { stableOf } from "../../src/protocol/api-level.js";
import type {
  Definition,
  Literal,
  ObjectNode,
  Property,
  Protocol,
  TypeNode,
} from "../../src/protocol/protocol.js";
import { referencesIn } from "../../src/protocol/visit.js";
import { METHOD_UNIONS } from "../../src/protocol/read/read-methods.js";
import { pinnedProtocol, releaseProtocol } from "../support/protocols.js";

let pinned: Protocol;
beforeAll(async () => {
  pinned = await pinnedProtocol();
}, 60_000);

/** A change to one place, what it must be called, and whether it breaks whoever sends it. */
interface Mutation {
  readonly rule: RuleId;
  readonly mirror: RuleId;
  readonly path: string;
  readonly name?: string;
  readonly owner: string;
  readonly mutated: Protocol;
  /** Whether it breaks in a direction; one answer for both where who sends it plays no part. */
  readonly breaks: boolean | Readonly<Record<Direction, boolean>>;
  readonly experimental: boolean;
}

type Field = { readonly definition: Definition & { readonly type: ObjectNode }; readonly property: Property };

function fields(protocol: Protocol): readonly Field[] {
  return protocol.definitions.flatMap((definition) => {
    const { type, name } = definition;
    if (type.kind !== "object" || (METHOD_UNIONS as readonly string[]).includes(name)) return [];
    return type.properties
      .filter((property) => property.type.kind !== "enum")
      .map((property) => ({ definition: { ...definition, type }, property }));
  });
}

function enums(protocol: Protocol) {
  return protocol.definitions.flatMap((definition) =>
    definition.type.kind === "enum" && definition.type.values.length > 1
      ? [{ definition, values: definition.type.values }]
      : [],
  );
}

function withType(protocol: Protocol, name: string, type: TypeNode): Protocol {
  return {
    ...protocol,
    definitions: protocol.definitions.map((one) => (one.name === name ? { ...one, type } : one)),
  };
}

function withField({ definition, property }: Field, change: Partial<Property> | undefined): Protocol {
  const properties = definition.type.properties.flatMap((one) =>
    one.name !== property.name ? [one] : change === undefined ? [] : [{ ...one, ...change }],
  );
  return withType(pinned, definition.name, { ...definition.type, properties });
}

const client = { clientToServer: true, serverToClient: false };
const server = { clientToServer: false, serverToClient: true };

/** Every kind of mutation, of a place that `pick` chooses. */
const MUTATIONS: readonly ((pick: <T>(from: readonly T[]) => T) => Mutation)[] = [
  (pick) => {
    const field = pick(fields(pinned));
    return {
      ...atField(field),
      rule: "field.removed",
      mirror: field.property.optional ? "field.added.optional" : "field.added.required",
      mutated: withField(field, undefined),
      breaks: true,
    };
  },
  ...[true, false].map((optional) => (pick: <T>(from: readonly T[]) => T): Mutation => {
    const field = pick(fields(pinned));
    const added: Property = { ...field.property, name: "zzNew", optional, experimental: false };
    const properties = [...field.definition.type.properties, added];
    return {
      ...atField({ ...field, property: added }),
      rule: optional ? "field.added.optional" : "field.added.required",
      mirror: "field.removed",
      mutated: withType(pinned, field.definition.name, { ...field.definition.type, properties }),
      breaks: optional ? false : client,
    };
  }),
  (pick) => {
    const field = pick(fields(pinned));
    const { optional } = field.property;
    const [rule, mirror] = optional
      ? (["field.required", "field.optional"] as const)
      : (["field.optional", "field.required"] as const);
    return {
      ...atField(field),
      rule,
      mirror,
      mutated: withField(field, { optional: !optional }),
      breaks: optional ? client : server,
    };
  },
  (pick) => {
    const field = pick(fields(pinned).filter(({ property }) => property.type.kind === "primitive"));
    const type: TypeNode = { kind: "array", element: { kind: "unknown" } };
    return {
      ...atField(field),
      rule: "type.replaced",
      mirror: "type.replaced",
      mutated: withField(field, { type }),
      breaks: true,
    };
  },
  (pick) => {
    const field = pick(fields(pinned).filter(({ property }) => property.doc !== undefined));
    return {
      ...atField(field),
      rule: "docs.changed",
      mirror: "docs.changed",
      mutated: withField(field, { doc: "Other words." }),
      breaks: false,
    };
  },
  (pick) => {
    const { definition, values } = pick(enums(pinned));
    const type: TypeNode = { kind: "enum", values: [...values, "zzNew"] };
    return {
      ...atValue(definition, "zzNew"),
      rule: "enumValue.added",
      mirror: "enumValue.removed",
      mutated: withType(pinned, definition.name, type),
      breaks: server,
    };
  },
  (pick) => {
    const { definition, values } = pick(enums(pinned));
    const gone = pick(values);
    const type: TypeNode = { kind: "enum", values: values.filter((value) => value !== gone) };
    return {
      ...atValue(definition, gone),
      rule: "enumValue.removed",
      mirror: "enumValue.added",
      mutated: withType(pinned, definition.name, type),
      breaks: client,
    };
  },
  (pick) => {
    const { method, experimental } = pick(pinned.clientRequests);
    const mutated = {
      ...pinned,
      clientRequests: pinned.clientRequests.filter((one) => one.method !== method),
    };
    return {
      rule: "clientRequest.removed",
      mirror: "clientRequest.added",
      path: method,
      owner: method,
      mutated,
      breaks: true,
      experimental,
    };
  },
  (pick) => {
    const { method, experimental } = pick(pinned.serverNotifications);
    const mutated = {
      ...pinned,
      serverNotifications: pinned.serverNotifications.filter((one) => one.method !== method),
    };
    return {
      rule: "serverNotification.removed",
      mirror: "serverNotification.added",
      path: method,
      owner: method,
      mutated,
      breaks: true,
      experimental,
    };
  },
];

function atField({ definition, property }: Field) {
  const experimental = definition.experimental || property.experimental;
  return { owner: definition.name, path: `${definition.name}.${property.name}`, experimental };
}

function atValue({ name, experimental }: Definition, value: Literal) {
  return { owner: name, path: name, name: JSON.stringify(value), experimental };
}

/** Who sends which definition, the slow and plain way: everything that a method mentions, over and over. */
function senders(protocol: Protocol): Readonly<Record<Direction, ReadonlySet<string>>> {
  const types = new Map(protocol.definitions.map(({ name, type }) => [name, type]));
  const all = (roots: readonly TypeNode[]): ReadonlySet<string> => {
    const reached = new Set(roots.flatMap(referencesIn));
    for (const name of reached)
      for (const next of referencesIn(types.get(name) ?? { kind: "unknown" })) reached.add(next);
    return reached;
  };
  const paramsOf = (list: readonly Pick<Protocol["clientNotifications"][number], "params">[]) =>
    list.flatMap(({ params }) => (params.kind === "params" ? [params.type] : []));
  const resultsOf = (list: Protocol["clientRequests"]) => list.map(({ result }) => result);
  return {
    clientToServer: all([
      ...paramsOf(protocol.clientRequests),
      ...paramsOf(protocol.clientNotifications),
      ...resultsOf(protocol.serverRequests),
    ]),
    serverToClient: all([
      ...paramsOf(protocol.serverRequests),
      ...paramsOf(protocol.serverNotifications),
      ...resultsOf(protocol.clientRequests),
    ]),
  };
}

function expectedVerdict(
  { breaks, owner, experimental }: Mutation,
  sent: ReturnType<typeof senders>,
): boolean {
  if (experimental) return false;
  const isMethod = !pinned.definitions.some(({ name }) => name === owner);
  if (isMethod) return breaks === true;
  return (["clientToServer", "serverToClient"] as const).some(
    (direction) => sent[direction].has(owner) && (typeof breaks === "boolean" ? breaks : breaks[direction]),
  );
}

describe("on the pinned protocol", () => {
  it("nothing differs from itself", () => {
    const diff = diffProtocols(pinned, pinned);
    expect(diff.changes).toEqual([]);
    expect(diff.areas).toEqual([]);
    expect(diff.bump).toBe("none");
  });

  it("each mutation is found alone, with the right verdict, and mirrored on the way back", () => {
    const stable = senders(stableOf(pinned));
    fc.assert(
      fc.property(fc.constantFrom(...MUTATIONS), fc.infiniteStream(fc.nat()), (mutate, numbers) => {
        const pick = <T>(from: readonly T[]): T => from[(numbers.next().value ?? 0) % from.length] as T;
        const mutation = mutate(pick);
        const diff = diffProtocols(pinned, mutation.mutated);
        expect(diff.changes).toHaveLength(1);
        expect(diff.changes[0]).toMatchObject({
          rule: mutation.rule,
          path: mutation.path,
          owner: mutation.owner,
          name: mutation.name ?? null,
          breaking: expectedVerdict(mutation, stable),
        });
        const back = diffProtocols(mutation.mutated, pinned).changes;
        expect(back).toMatchObject([
          { rule: mutation.mirror, path: mutation.path, name: mutation.name ?? null },
        ]);
      }),
      // More in the project `matrices` of vitest.config.ts.
      { numRuns: process.env["WHOLE"] === "1" ? 30 : 12 },
    );
  }, 120_000);

  it("the order of the input plays no part", { timeout: 60_000 }, async () => {
    const old = await releaseProtocol("0.131.0");
    const reversed = (protocol: Protocol): Protocol => ({
      ...protocol,
      definitions: protocol.definitions.toReversed(),
      clientRequests: protocol.clientRequests.toReversed(),
      serverRequests: protocol.serverRequests.toReversed(),
      serverNotifications: protocol.serverNotifications.toReversed(),
    });
    expect(renderJson(diffProtocols(reversed(old), reversed(pinned)))).toBe(
      renderJson(diffProtocols(old, pinned)),
    );
  });
});

describe("between real runtimes", () => {
  it(
    "what was added one way was removed the other way, and the rest changed both ways",
    { timeout: 60_000 },
    async () => {
      const old = await releaseProtocol("0.131.0");
      const keys = (changes: readonly Change[], change: Change["change"]) =>
        changes
          .filter((one) => one.change === change)
          .map(({ subject, aspect, path, name }) => [subject, aspect, path, name].join(" "))
          .sort();
      const there = diffProtocols(old, pinned).changes;
      const back = diffProtocols(pinned, old).changes;
      expect(there.length).toBeGreaterThan(900);
      expect(keys(there, "added")).toEqual(keys(back, "removed"));
      expect(keys(there, "removed")).toEqual(keys(back, "added"));
      expect(keys(there, "changed")).toEqual(keys(back, "changed"));
      expect(new Set(there.map(({ id }) => id)).size).toBe(there.length);
    },
  );
});
