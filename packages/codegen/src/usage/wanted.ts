import type { Definition, Params, Protocol, TypeNode } from "../protocol/protocol.js";
import { METHOD_UNIONS, type MethodUnion } from "../protocol/read/read-methods.js";
import { childrenOf } from "../protocol/visit.js";

/** What a tree can use: the names of both sides of a diff. */
export interface Wanted {
  readonly methods: ReadonlySet<string>;
  /** Each named type with the names of its fields, those of its variants included. */
  readonly types: ReadonlyMap<string, ReadonlySet<string>>;
  /** The types that a method's params are made of. */
  readonly paramsOf: ReadonlyMap<string, readonly string[]>;
}

/** The lists of methods, as unions and as the maps that generated code has of them. */
const METHOD_LISTS: Readonly<Record<MethodUnion, `${Uncapitalize<MethodUnion>}s`>> = {
  ClientRequest: "clientRequests",
  ServerRequest: "serverRequests",
  ServerNotification: "serverNotifications",
  ClientNotification: "clientNotifications",
};

/** What can be used of either protocol. */
export function wantedOf(protocols: readonly Protocol[]): Wanted {
  const methods = new Set<string>();
  const types = new Map<string, Set<string>>();
  const paramsOf = new Map<string, string[]>();
  const grow = (name: string, fields: Iterable<string>) => {
    types.set(name, new Set([...(types.get(name) ?? []), ...fields]));
  };
  for (const protocol of protocols) {
    const definitions = new Map(protocol.definitions.map((one) => [one.name, one]));
    for (const { name, type } of protocol.definitions) grow(name, fieldNames(type, definitions));
    for (const union of METHOD_UNIONS) {
      const listed = protocol[METHOD_LISTS[union]];
      for (const { method, params } of listed) {
        methods.add(method);
        paramsOf.set(method, [...new Set([...(paramsOf.get(method) ?? []), ...typesOf(params)])]);
      }
      grow(union, ["method", "params"]);
      grow(
        `${union}s`,
        listed.map(({ method }) => method),
      );
    }
  }
  return { methods, types, paramsOf };
}

function typesOf(params: Params): readonly string[] {
  return params.kind === "params" && params.type.kind === "reference" ? [params.type.name] : [];
}

/** The names of the fields of a value of this type, whichever variant it is of. */
function fieldNames(
  type: TypeNode,
  definitions: ReadonlyMap<string, Definition>,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  switch (type.kind) {
    case "object":
      return type.properties.map(({ name }) => name);
    case "union":
    case "intersection":
      return childrenOf(type).flatMap((inner) => fieldNames(inner, definitions, seen));
    case "reference": {
      const target = seen.has(type.name) ? undefined : definitions.get(type.name);
      return target === undefined ? [] : fieldNames(target.type, definitions, new Set([...seen, type.name]));
    }
    default:
      return [];
  }
}
