import { isDeepStrictEqual } from "node:util";
import { isNull } from "../protocol/algebra.js";
import type { ObjectNode, TypeNode } from "../protocol/protocol.js";
import { resolve, type Definitions } from "./lookup.js";
import { shortened, typeWords } from "./type-words.js";

/**
 * One of the things that a value may be. Enums and unions are read alike: a list of values becomes a union of them as soon as
 * the schema has words for one of them, which changes nothing on the wire.
 */
export interface Member {
  /** What tells it apart from its siblings: a value, a tag, a name, a kind. */
  readonly key: string;
  readonly kind: "null" | "value" | "tagged" | "other";
  /** What to call it. */
  readonly name: string;
  readonly type: TypeNode;
  /** The names of its fields, where it has any. */
  readonly fields: readonly string[];
  readonly doc: string | undefined;
  readonly experimental: boolean;
}

/** Whether `type` is one of several things, `null` not counted. */
export function isUnion(type: TypeNode): boolean {
  return type.kind === "union" && type.variants.filter(({ type: one }) => !isNull(one)).length > 1;
}

/**
 * The members of `type`; a type that is no union has one. Objects are told apart by their tags only where they stand beside
 * others (`tags`): an object of one key is otherwise just that.
 */
export function membersOf(type: TypeNode, definitions: Definitions, tags: boolean): readonly Member[] {
  const variants = type.kind === "union" ? type.variants : [{ type, doc: undefined, experimental: false }];
  return variants.flatMap((variant): readonly Member[] => {
    const { type: inner, experimental } = variant;
    if (inner.kind === "enum") {
      const doc = inner.values.length === 1 ? variant.doc : undefined;
      return inner.values.map((value) => ({
        key: `value ${JSON.stringify(value)}`,
        kind: "value",
        name: JSON.stringify(value),
        type: { kind: "enum", values: [value] },
        fields: [],
        doc,
        experimental,
      }));
    }
    if (inner.kind === "primitive") {
      const kind = inner.name === "null" ? "null" : "other";
      return [
        { key: inner.name, kind, name: inner.name, type: inner, fields: [], doc: variant.doc, experimental },
      ];
    }
    // The words of a referenced type are reported with that type.
    const doc = inner.kind === "reference" ? undefined : variant.doc;
    const resolved = tags ? resolve(inner, definitions) : inner;
    const fields = tags && resolved.kind === "object" ? resolved.properties.map(({ name }) => name) : [];
    return [{ ...keyed(inner, resolved, tags), type: inner, fields, doc, experimental }];
  });
}

/** Members of both sides that belong together, and those that only one side has. */
export interface Matched {
  readonly pairs: readonly (readonly [before: Member, after: Member])[];
  readonly removed: readonly Member[];
  readonly added: readonly Member[];
}

/** Pairs the members of two types: the same ones first, then, of those with the same key, the most alike. */
export function matchMembers(before: readonly Member[], after: readonly Member[]): Matched {
  const pairs: [Member, Member][] = [];
  const taken = new Set<Member>();
  const pairUp = (candidates: readonly (readonly [Member, Member])[]) => {
    for (const [a, b] of candidates) {
      if (taken.has(a) || taken.has(b)) continue;
      taken.add(a).add(b);
      pairs.push([a, b]);
    }
  };
  const free = (members: readonly Member[]) => members.filter((member) => !taken.has(member));
  const candidates = (same: (a: Member, b: Member) => boolean) =>
    free(before).flatMap((a) => free(after).flatMap((b) => (same(a, b) ? [[a, b] as const] : [])));
  pairUp(candidates((a, b) => isDeepStrictEqual(a.type, b.type)));
  pairUp(
    candidates((a, b) => a.key === b.key)
      .map((pair) => ({ pair, likeness: likeness(...pair) }))
      .sort((one, other) => other.likeness - one.likeness)
      .map(({ pair }) => pair),
  );
  return { pairs, removed: free(before), added: free(after) };
}

/** How many fields two variants share, less those that only one has. */
function likeness(a: Member, b: Member): number {
  const shared = a.fields.filter((name) => b.fields.includes(name)).length;
  return 3 * shared - a.fields.length - b.fields.length;
}

function keyed(type: TypeNode, resolved: TypeNode, tags: boolean): Pick<Member, "key" | "kind" | "name"> {
  if (tags && resolved.kind === "object") {
    const tag = tagOf(resolved);
    if (tag !== undefined) return { key: `tag ${tag}`, kind: "tagged", name: tag };
  }
  if (type.kind === "reference") return { key: `type ${type.name}`, kind: "other", name: type.name };
  // An open struct is an object of which nothing is listed yet.
  const openStruct = type.kind === "map" && type.value.kind === "unknown";
  const name = tags ? shortened(typeWords(type), 60) : "";
  return { key: openStruct ? "object" : type.kind, kind: "other", name };
}

const USUAL_TAGS = ["type", "kind", "mode", "method"];

/** What tells an object apart from the other variants of a union: a key with one value, or else its only key. */
function tagOf({ properties }: ObjectNode): string | undefined {
  const tags = properties.flatMap(({ name, type, optional }) =>
    !optional && type.kind === "enum" && type.values.length === 1 ? [{ name, value: type.values[0] }] : [],
  );
  const tag = USUAL_TAGS.map((usual) => tags.find(({ name }) => name === usual)).find(Boolean) ?? tags[0];
  if (tag !== undefined) return `${tag.name}: ${JSON.stringify(tag.value)}`;
  const [only] = properties;
  return only !== undefined && properties.length === 1 && !only.optional ? `{ ${only.name} }` : undefined;
}
