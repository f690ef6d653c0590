import type { Protocol } from "../protocol/protocol.js";
import { METHOD_UNIONS } from "../protocol/read/read-methods.js";
import { namesWithin } from "./compare-types.js";
import type { AreaGrowth, Change } from "./diff.js";
import { definitionsOf } from "./lookup.js";
import type { Reach } from "./reach.js";

const SHARED = "shared types";
const OFF_THE_WIRE = "sent by no method";
const UNGROUPED = "ungrouped methods";

/** The area of a method: its first segment. */
function areaOfMethod(method: string): string {
  const [first = "", ...rest] = method.split("/");
  return rest.length === 0 ? UNGROUPED : first;
}

/** Says which area a method or a definition belongs to. One answer for both sides, so that nothing seems to move. */
export function areasOf(before: Reach, after: Reach): (owner: string, isMethod: boolean) => string {
  const byName = new Map<string, Set<string>>();
  for (const reach of [before, after]) {
    for (const [name, roots] of reach) {
      const areas = byName.get(name) ?? new Set();
      for (const { method } of roots) areas.add(areaOfMethod(method));
      byName.set(name, areas);
    }
  }
  return (owner, isMethod) => {
    if (isMethod) return areaOfMethod(owner);
    const [area, ...others] = byName.get(owner) ?? [];
    return area === undefined ? OFF_THE_WIRE : others.length > 0 ? SHARED : area;
  };
}

/** How each area grew and shrank, those that moved most first. */
export function growthOf(
  before: Protocol,
  after: Protocol,
  changes: readonly Omit<Change, "id">[],
  areaOf: (owner: string, isMethod: boolean) => string,
): readonly AreaGrowth[] {
  const old = namesByArea(before, areaOf);
  const young = namesByArea(after, areaOf);
  const areas = [...new Set([...old.keys(), ...young.keys(), ...changes.map(({ area }) => area)])];
  const none: ReadonlySet<string> = new Set();
  return areas
    .map((area): AreaGrowth => {
      const left = old.get(area) ?? none;
      const right = young.get(area) ?? none;
      const here = changes.filter((change) => change.area === area);
      return {
        area,
        before: left.size,
        after: right.size,
        grew: [...right].filter((name) => !left.has(name)).length,
        shrank: [...left].filter((name) => !right.has(name)).length,
        changes: here.length,
        breaking: here.filter(({ breaking }) => breaking).length,
      };
    })
    .filter(({ grew, shrank, changes: count }) => grew + shrank + count > 0)
    .sort(
      (a, b) => b.grew + b.shrank - a.grew - a.shrank || b.changes - a.changes || (a.area < b.area ? -1 : 1),
    );
}

function namesByArea(
  protocol: Protocol,
  areaOf: (owner: string, isMethod: boolean) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  const add = (area: string, name: string) => {
    const known = names.get(area) ?? new Set();
    names.set(area, known.add(name));
  };
  for (const list of [
    "clientRequests",
    "serverRequests",
    "serverNotifications",
    "clientNotifications",
  ] as const) {
    for (const { method } of protocol[list]) add(areaOf(method, true), `${list} ${method}`);
  }
  const definitions = definitionsOf(protocol);
  const messages: ReadonlySet<string> = new Set(METHOD_UNIONS);
  for (const { name, type } of protocol.definitions) {
    if (messages.has(name)) continue;
    for (const inner of namesWithin(type, definitions)) add(areaOf(name, false), `${name}${inner}`);
  }
  return names;
}
