import type { Age, EnumNode, Literal, Protocol, TypeNode, Variant } from "../protocol/protocol.js";
import { mapChildren } from "../protocol/visit.js";

/**
 * Something of the protocol that may be younger than the rest: a method or a definition (`owner`, with an empty `path`), or a
 * field or a variant within a definition.
 */
export interface Place {
  /** `type NAME`, or the kind of a method and its name: `request thread/start`. */
  readonly owner: string;
  /** What leads from the owner to the place: `.field`, `|Variant`, `="value"`. */
  readonly path: string;
  /** Whether only clients that opted in may use it. */
  readonly experimental: boolean;
}

/** What a visitor says of a place: its age, where it is to have one. */
type Visit = (place: Place) => Age | undefined;

/** The owner of the places of a definition. */
export function typeOwner(name: string): string {
  return `type ${name}`;
}

/** The owner that is a request of the client. */
export function requestOwner(method: string): string {
  return `request ${method}`;
}

/**
 * Walks every place of the protocol, and gives back a copy in which each has the age that `visit` says. One walk for both uses, so
 * that a place is looked up under the key that it was recorded under.
 */
export function visitPlaces(protocol: Protocol, visit: Visit): Protocol {
  const aged = <T extends { readonly method: string; readonly experimental: boolean }>(
    methods: readonly T[],
    owner: (method: string) => string,
  ): readonly T[] =>
    methods.map((method) =>
      withAge(method, visit({ owner: owner(method.method), path: "", experimental: method.experimental })),
    );
  return {
    ...protocol,
    definitions: protocol.definitions.map((definition) => {
      const { experimental } = definition;
      const place = { owner: typeOwner(definition.name), path: "", experimental };
      return { ...withAge(definition, visit(place)), type: visitType(definition.type, place, visit) };
    }),
    clientRequests: aged(protocol.clientRequests, requestOwner),
    serverRequests: aged(protocol.serverRequests, (method) => `server request ${method}`),
    serverNotifications: aged(protocol.serverNotifications, (method) => `notification ${method}`),
    clientNotifications: aged(protocol.clientNotifications, (method) => `client notification ${method}`),
  };
}

function visitType(type: TypeNode, at: Place, visit: Visit): TypeNode {
  const inside = (path: string, experimental = false): Place => ({
    owner: at.owner,
    path: at.path + path,
    experimental: at.experimental || experimental,
  });
  switch (type.kind) {
    case "object":
      return {
        ...type,
        properties: type.properties.map((property) => {
          const place = inside(`.${property.name}`, property.experimental);
          return { ...withAge(property, visit(place)), type: visitType(property.type, place, visit) };
        }),
        rest: type.rest && visitType(type.rest, inside("{}"), visit),
      };
    case "union":
      return {
        ...type,
        variants: type.variants.map((variant, index) => {
          if (variant.type.kind === "enum") {
            return { ...variant, type: visitValues(variant.type, inside("", variant.experimental), visit) };
          }
          const place = inside(`|${keyOf(variant, index)}`, variant.experimental);
          return { ...withAge(variant, visit(place)), type: visitType(variant.type, place, visit) };
        }),
      };
    case "enum":
      // What has one value is a tag, and as old as what it tags.
      return type.values.length === 1 ? type : visitValues(type, at, visit);
    case "array":
      return mapChildren(type, (inner) => visitType(inner, inside("[]"), visit));
    case "map":
      return mapChildren(type, (inner) => visitType(inner, inside("{}"), visit));
    default:
      return mapChildren(type, (inner) => visitType(inner, at, visit));
  }
}

function visitValues(type: EnumNode, at: Place, visit: Visit): EnumNode {
  const ages = new Map<Literal, Age>();
  for (const value of type.values) {
    const age = visit({ ...at, path: `${at.path}=${JSON.stringify(value)}` });
    if (age !== undefined) ages.set(value, age);
  }
  return ages.size === 0 ? type : { ...type, ages };
}

/** A name for a variant that outlives changes within it. */
function keyOf({ type, title }: Variant, index: number): string {
  if (type.kind === "reference" || type.kind === "primitive") return type.name;
  return title ?? `${type.kind} ${String(index)}`;
}

function withAge<T extends object>(node: T, age: Age | undefined): T {
  return age === undefined ? node : { ...node, age };
}
