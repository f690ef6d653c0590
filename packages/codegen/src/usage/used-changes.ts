import type { Change, ProtocolDiff } from "../diff/diff.js";
import { bumpOf } from "../diff/bump.js";
import { summaryOf } from "../diff/summary.js";
import type { Place, UsedBy, Uses } from "../diff/uses.js";
import { fieldKey, type HiddenFlow, type TreeUsage } from "./tree-usage.js";
import type { TypeLinks } from "./type-links.js";

/** What of `diff` a tree uses, or may use; counted anew. */
export function usedChanges(
  diff: ProtocolDiff,
  usage: TreeUsage,
  links: TypeLinks,
  tree: Pick<UsedBy, "tree" | "files" | "unread">,
): ProtocolDiff {
  const finder = new UseFinder(usage, links);
  const changes = diff.changes.flatMap((change): readonly Change[] => {
    const uses = finder.usesOf(change);
    return uses === undefined ? [] : [{ ...change, uses }];
  });
  return {
    ...diff,
    bump: bumpOf(changes),
    summary: summaryOf(changes),
    areas: diff.areas.flatMap((area) => {
      const here = changes.filter((change) => change.area === area.area);
      const breaking = here.filter((change) => change.breaking).length;
      return here.length === 0 ? [] : [{ ...area, changes: here.length, breaking }];
    }),
    changes,
    usedBy: {
      ...tree,
      typed: usage.typed,
      unused: diff.changes.length - changes.length,
      inDoubt: changes.filter(({ uses }) => uses !== undefined && uses.doubt !== null).length,
    },
  };
}

/** Rules by which callers that say nothing of a field are those who notice. */
const MISSED_BY_MAKERS: ReadonlySet<Change["rule"]> = new Set([
  "field.added.required",
  "field.required",
  "stability.required",
  "default.changed",
]);

/** Whoever does not name the type meets it in a method, a field or as a variant, which are told of by themselves. */
const ABOUT_THE_NAME: ReadonlySet<Change["rule"]> = new Set(["type.added", "type.removed"]);

interface Doubt {
  readonly why: string;
  readonly places: readonly Place[];
}

class UseFinder {
  readonly #usage: TreeUsage;
  readonly #links: TypeLinks;
  /** Where values of a type are handled, whichever of their fields are used. */
  readonly #handled = new Map<string, Place[]>();
  /** Where objects of a type are sent by a call, if only by leaving them out. */
  readonly #called = new Map<string, Place[]>();
  /** Where a value goes out of sight with all that hangs off it. */
  readonly #hidden = new Map<string, HiddenFlow[]>();

  constructor(usage: TreeUsage, links: TypeLinks) {
    this.#usage = usage;
    this.#links = links;
    const handle = (types: Iterable<string>, places: readonly Place[]) => {
      for (const type of types) append(this.#handled, type, places);
    };
    for (const [type, places] of usage.types) handle(links.wholeOf(type), places);
    for (const [type, places] of usage.made) handle(links.wholeOf(type), places);
    for (const [key, places] of usage.fields) {
      const [type = "", ...fields] = key.split("\u0000");
      handle([type], places);
      handle(links.heldBy(type, fields), places);
    }
    for (const [method, uses] of usage.methods) {
      const places = uses.map(({ place }) => place);
      handle(links.rootsOf(method), places);
      for (const type of links.paramsOf(method)) append(this.#called, type, places);
    }
    for (const [type, flows] of usage.hidden) {
      append(this.#hidden, type, flows);
      const deep = flows.filter((flow) => flow.deep);
      if (deep.length === 0) continue;
      for (const reached of links.reachedFrom(type))
        if (reached !== type) append(this.#hidden, reached, deep);
    }
  }

  /** How the tree uses what changed, or `undefined` where it does not. */
  usesOf(change: Change): Uses | undefined {
    const places = sorted(isOfMethod(change) ? this.#ofMethod(change) : this.#ofType(change));
    if (places.length > 0) return { doubt: null, places };
    const doubts = isOfMethod(change) ? this.#doubtsOfMethod(change) : this.#doubtsOfType(change);
    const [first] = doubts;
    if (first === undefined) return undefined;
    const whys = [...new Set(doubts.map(({ why }) => why))];
    const more = whys.length - 1;
    const why = more === 0 ? first.why : `${first.why}, and ${more} more reason${more === 1 ? "" : "s"}`;
    return { doubt: why, places: sorted(doubts.flatMap((doubt) => doubt.places)) };
  }

  #ofMethod({ owner, fields }: Change): readonly Place[] {
    return fields.length > 0 ? [] : this.#methodPlaces(owner);
  }

  #methodPlaces(method: string): readonly Place[] {
    return this.#usage.methods.get(method)?.map(({ place }) => place) ?? [];
  }

  #doubtsOfMethod({ owner, subject, change, fields }: Change): readonly Doubt[] {
    const uses = fields.length === 0 ? [] : this.#methodPlaces(owner);
    const lists = LISTS.get(subject) ?? [];
    // Whoever handles all of a list may meet what comes to it, and miss what goes from it.
    const named = change === "changed" ? [] : lists.flatMap((name) => this.#usage.types.get(name) ?? []);
    const hidden = lists.flatMap((name) => this.#usage.hidden.get(name) ?? []);
    return [
      ...(uses.length === 0 ? [] : [{ why: "fields that belong to no type are not followed", places: uses }]),
      ...(named.length === 0 ? [] : [{ why: "the list of all of them is named", places: named }]),
      ...hidden.map(({ by, place }) => ({ why: `${by} takes all of them along`, places: [place] })),
    ];
  }

  #ofType({ owner, fields, rule, directions }: Change): readonly Place[] {
    if (ABOUT_THE_NAME.has(rule)) return this.#usage.types.get(owner) ?? [];
    if (fields.length === 0) return this.#handled.get(owner) ?? [];
    const owners = [owner, ...this.#links.unionsOf(owner)];
    const used = owners.flatMap((type) => this.#usage.fields.get(fieldKey(type, fields)) ?? []);
    if (!MISSED_BY_MAKERS.has(rule) || !directions.includes("clientToServer")) return used;
    const made = owners.flatMap((type) => this.#usage.made.get(type) ?? []);
    return [...used, ...made, ...(this.#called.get(owner) ?? [])];
  }

  #doubtsOfType(change: Change): readonly Doubt[] {
    const { owner, fields, methods, directions, rule } = change;
    if (ABOUT_THE_NAME.has(rule)) return [];
    const doubts: Doubt[] = [];
    const owners = [owner, ...this.#links.unionsOf(owner)];
    // A field of a union's variant goes out of sight with the union.
    for (const { by, flow, place } of owners.flatMap((type) => this.#hidden.get(type) ?? [])) {
      // What is made out of sight matters where it is sent, and what is read there where it is met.
      if (flow === "made" && !directions.includes("clientToServer")) continue;
      doubts.push({ why: `${by} takes its fields out of sight`, places: [place] });
    }
    const outer = fields.slice(0, 1);
    if (fields.length > 1) {
      const places = owners.flatMap((type) => this.#usage.fields.get(fieldKey(type, outer)) ?? []);
      if (places.length > 0) doubts.push({ why: "what is in the field may have a type of its own", places });
    }
    const isFollowed = owners.some((type) => this.#usage.followed.has(type));
    for (const method of methods) {
      const uses = this.#usage.methods.get(method) ?? [];
      const blind = isFollowed ? uses.filter(({ typed }) => !typed) : uses;
      if (blind.length === 0) continue;
      const why = isFollowed
        ? `${method} is used where the compiler does not know its types`
        : `${method} is used, and nothing in the tree declares ${owner} with its fields`;
      doubts.push({ why, places: blind.map(({ place }) => place) });
    }
    const named = isFollowed ? [] : (this.#handled.get(owner) ?? []);
    if (named.length > 0)
      doubts.push({ why: `nothing in the tree declares ${owner} with its fields`, places: named });
    return doubts;
  }
}

/** The names under which code has all methods of a kind. */
const LISTS: ReadonlyMap<Change["subject"], readonly string[]> = new Map([
  ["clientRequest", ["ClientRequest", "ClientRequests"]],
  ["serverRequest", ["ServerRequest", "ServerRequests"]],
  ["serverNotification", ["ServerNotification", "ServerNotifications"]],
  ["clientNotification", ["ClientNotification", "ClientNotifications"]],
]);

/** A method's own change, or one of what it takes or answers with that has no name. */
function isOfMethod({ subject, owner, methods }: Change): boolean {
  return LISTS.has(subject) || (methods.length === 1 && methods[0] === owner);
}

function append<T>(map: Map<string, T[]>, key: string, values: readonly T[]): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [...values]);
  else known.push(...values);
}

/** In the order of files and lines, each once. */
function sorted(places: readonly Place[]): readonly Place[] {
  const distinct = new Map(places.map((place) => [`${place.file}:${place.line}:${place.column}`, place]));
  return [...distinct.values()].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
