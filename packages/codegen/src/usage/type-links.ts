import type { Definition, Params, Protocol, TypeNode } from "../protocol/protocol.js";
import { childrenOf, referencesIn } from "../protocol/visit.js";

/** How the types of both sides of a diff hang together. */
export class TypeLinks {
  readonly #types = new Map<string, TypeNode[]>();
  readonly #unions = new Map<string, Set<string>>();
  readonly #params = new Map<string, Set<string>>();
  readonly #answers = new Map<string, Set<string>>();

  constructor(protocols: readonly Protocol[]) {
    for (const protocol of protocols) {
      for (const definition of protocol.definitions) this.#addDefinition(definition);
      for (const { method, params, result } of [...protocol.clientRequests, ...protocol.serverRequests]) {
        this.#addMethod(method, params);
        grow(this.#answers, method, referencesIn(result));
      }
      for (const { method, params } of [...protocol.serverNotifications, ...protocol.clientNotifications]) {
        this.#addMethod(method, params);
      }
    }
  }

  /** The unions that `type` is a variant of: other generators may write its fields down there. */
  unionsOf(type: string): readonly string[] {
    return [...(this.#unions.get(type) ?? [])];
  }

  /** What the params of a method are, whatever they are called. */
  paramsOf(method: string): ReadonlySet<string> {
    return this.#whole(this.#params.get(method) ?? []);
  }

  /** What a method takes and answers with. */
  rootsOf(method: string): ReadonlySet<string> {
    return this.#whole([...(this.#params.get(method) ?? []), ...(this.#answers.get(method) ?? [])]);
  }

  /** What `type` is: itself, and where it is a union or a list, what it is one of or a list of. */
  wholeOf(type: string): ReadonlySet<string> {
    return this.#whole([type]);
  }

  /** What a field holds. Of a union, what the field holds in any variant. */
  heldBy(type: string, fields: readonly string[]): ReadonlySet<string> {
    let at: readonly TypeNode[] = [{ kind: "reference", name: type }];
    for (const field of fields) at = this.#objects(at).flatMap((object) => fieldOf(object, field));
    return this.#whole(at.flatMap(wholeReferences));
  }

  /** Whatever can be reached from `type`, itself included. */
  reachedFrom(type: string): ReadonlySet<string> {
    return this.#closure([type], referencesIn);
  }

  #addDefinition({ name, type, variantOf }: Definition): void {
    this.#types.set(name, [...(this.#types.get(name) ?? []), type]);
    if (variantOf !== undefined) grow(this.#unions, name, [variantOf]);
    if (type.kind !== "union") return;
    for (const { type: variant } of type.variants) {
      if (variant.kind === "reference") grow(this.#unions, variant.name, [name]);
    }
  }

  #addMethod(method: string, params: Params): void {
    grow(this.#params, method, params.kind === "params" ? referencesIn(params.type) : []);
  }

  /** The objects that a value of one of `types` can be. */
  #objects(types: readonly TypeNode[]): readonly TypeNode[] {
    const seen = new Set<string>();
    const open = (type: TypeNode): readonly TypeNode[] => {
      if (type.kind === "object") return [type];
      if (type.kind !== "reference") return childrenOf(type).flatMap(open);
      if (seen.has(type.name)) return [];
      seen.add(type.name);
      return (this.#types.get(type.name) ?? []).flatMap(open);
    };
    return types.flatMap(open);
  }

  #whole(types: Iterable<string>): ReadonlySet<string> {
    return this.#closure(types, wholeReferences);
  }

  #closure(types: Iterable<string>, next: (type: TypeNode) => readonly string[]): ReadonlySet<string> {
    const reached = new Set<string>();
    const open = [...types];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(this.#types.get(name) ?? []).flatMap(next));
    }
    return reached;
  }
}

/** The definitions that a type is made of without going through a field. */
function wholeReferences(type: TypeNode): readonly string[] {
  if (type.kind === "reference") return [type.name];
  return type.kind === "object" ? [] : childrenOf(type).flatMap(wholeReferences);
}

function fieldOf(type: TypeNode, field: string): readonly TypeNode[] {
  if (type.kind !== "object") return [];
  return type.properties.filter(({ name }) => name === field).map((property) => property.type);
}

function grow(map: Map<string, Set<string>>, key: string, values: readonly string[]): void {
  map.set(key, new Set([...(map.get(key) ?? []), ...values]));
}
