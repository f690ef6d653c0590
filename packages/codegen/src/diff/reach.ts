import type { Definition, Params, Protocol, TypeNode } from "../protocol/protocol.js";
import { childrenOf } from "../protocol/visit.js";
import type { Direction } from "./vocabulary.js";

/** A place where a method names a type: what it takes, or what it answers with. */
export interface Root {
  /** `thread/start params`, which names the same place on both sides. */
  readonly place: string;
  readonly method: string;
  readonly direction: Direction;
  /** Whether clients that did not opt in get there. */
  readonly stable: boolean;
}

/** From which places each definition is sent. */
export type Reach = ReadonlyMap<string, readonly Root[]>;

/** Follows every method's params and result to the definitions that they are made of. */
export function reachOf(protocol: Protocol): Reach {
  const edges = new Map(protocol.definitions.map((definition) => [definition.name, edgesOf(definition)]));
  const reach = new Map<string, Root[]>();
  for (const { type, ...root } of rootsOf(protocol)) {
    const seeds = mentionsIn(type, false);
    const stable = root.experimental ? new Set<string>() : closure(seeds, edges, true);
    for (const name of closure(seeds, edges, false)) {
      const { place, method, direction } = root;
      const roots = reach.get(name) ?? [];
      roots.push({ place, method, direction, stable: stable.has(name) });
      reach.set(name, roots);
    }
  }
  return reach;
}

/** The places that both sides send a definition from: only there can code have met it before and meet it now. */
export function sharedRoots(before: readonly Root[], after: readonly Root[]): readonly Root[] {
  const known = new Map(before.map((root) => [root.place, root]));
  return after.flatMap((root) => {
    const other = known.get(root.place);
    return other === undefined ? [] : [{ ...root, stable: root.stable && other.stable }];
  });
}

interface TypedRoot {
  readonly place: string;
  readonly method: string;
  readonly direction: Direction;
  readonly experimental: boolean;
  readonly type: TypeNode;
}

function rootsOf(protocol: Protocol): readonly TypedRoot[] {
  const requests = (sender: Direction) => (request: Protocol["clientRequests"][number]) => [
    ...paramsRoot(request, sender),
    {
      place: `${request.method} result`,
      method: request.method,
      direction: opposite(sender),
      experimental: request.experimental,
      type: request.result,
    },
  ];
  return [
    ...protocol.clientRequests.flatMap(requests("clientToServer")),
    ...protocol.serverRequests.flatMap(requests("serverToClient")),
    ...protocol.serverNotifications.flatMap((one) => paramsRoot(one, "serverToClient")),
    ...protocol.clientNotifications.flatMap((one) => paramsRoot(one, "clientToServer")),
  ];
}

function paramsRoot(
  {
    method,
    params,
    experimental,
  }: { readonly method: string; readonly params: Params; readonly experimental: boolean },
  direction: Direction,
): readonly TypedRoot[] {
  if (params.kind === "none") return [];
  return [{ place: `${method} params`, method, direction, experimental, type: params.type }];
}

/** Who answers. */
export function opposite(direction: Direction): Direction {
  return direction === "clientToServer" ? "serverToClient" : "clientToServer";
}

interface Mention {
  readonly name: string;
  readonly experimental: boolean;
}

function edgesOf({ type, experimental }: Definition): readonly Mention[] {
  return mentionsIn(type, experimental);
}

function mentionsIn(type: TypeNode, experimental: boolean): readonly Mention[] {
  switch (type.kind) {
    case "reference":
      return [{ name: type.name, experimental }];
    case "object":
      return [
        ...type.properties.flatMap((one) => mentionsIn(one.type, experimental || one.experimental)),
        ...(type.rest === undefined ? [] : mentionsIn(type.rest, experimental)),
      ];
    case "union":
      return type.variants.flatMap((one) => mentionsIn(one.type, experimental || one.experimental));
    default:
      return childrenOf(type).flatMap((inner) => mentionsIn(inner, experimental));
  }
}

function closure(
  seeds: readonly Mention[],
  edges: ReadonlyMap<string, readonly Mention[]>,
  stableOnly: boolean,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...seeds];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next.name) || (stableOnly && next.experimental)) continue;
    reached.add(next.name);
    open.push(...(edges.get(next.name) ?? []));
  }
  return reached;
}

/** The definitions that `type` mentions. */
export function namesIn(type: TypeNode): readonly string[] {
  return mentionsIn(type, false).map(({ name }) => name);
}
