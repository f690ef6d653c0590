/** A type as far as the names of its properties go: what the protocol and the runtime's TypeScript output are both read into. */
export type NameTree =
  | {
      readonly kind: "object";
      readonly properties: ReadonlyMap<string, NameTree>;
      /** The values of other keys. */
      readonly rest: NameTree | undefined;
    }
  /** One of these. */
  | { readonly kind: "union"; readonly of: readonly NameTree[] }
  /** All of these at once. */
  | { readonly kind: "intersection"; readonly of: readonly NameTree[] }
  /** Lists and maps of this. */
  | { readonly kind: "collection"; readonly of: NameTree }
  | { readonly kind: "reference"; readonly name: string }
  /** A string literal: by its value, the cases of a union differ. */
  | { readonly kind: "literal"; readonly value: string }
  /** No properties. */
  | { readonly kind: "other" };

/** An object somewhere in a type. */
export interface NamedObject {
  /** The names of its properties. */
  readonly names: ReadonlySet<string>;
  /** Its properties that are a literal, as `name=value`, sorted: which case of a union it is. */
  readonly tag: string;
}

/** Every type of one source, by name. */
export type NameTrees = ReadonlyMap<string, NameTree>;

interface Found {
  /** What the type itself may be. */
  readonly cases: readonly NamedObject[];
  /** What stands in it: values of properties, elements. */
  readonly inside: readonly NamedObject[];
}

const NOTHING: Found = { cases: [], inside: [] };

/**
 * The objects that are written in a type. What it mentions by a name that `isShared` knows is left out: it is compared by itself.
 * Other names are those that one side gives to what the other side writes out.
 */
export function objectsIn(
  tree: NameTree,
  trees: NameTrees,
  isShared: (name: string) => boolean,
): readonly NamedObject[] {
  const { cases, inside } = find(tree, new Set());
  return [...cases, ...inside];

  function find(node: NameTree, within: ReadonlySet<string>): Found {
    switch (node.kind) {
      case "object":
        return ofObject(node, within);
      case "union":
        return together(node.of.map((member) => find(member, within)));
      case "intersection": {
        const members = node.of.map((member) => find(member, within));
        return {
          cases: members.map(({ cases: some }) => some).reduce(combine),
          inside: members.flatMap(({ inside: some }) => some),
        };
      }
      case "collection":
        return asInside(find(node.of, within));
      case "reference": {
        const target = trees.get(node.name);
        if (target === undefined || isShared(node.name) || within.has(node.name)) return NOTHING;
        return find(target, new Set([...within, node.name]));
      }
      default:
        return NOTHING;
    }
  }

  function ofObject(
    { properties, rest }: Extract<NameTree, { kind: "object" }>,
    within: ReadonlySet<string>,
  ): Found {
    const tags = [...properties].flatMap(([name, type]) =>
      type.kind === "literal" ? [`${name}=${type.value}`] : [],
    );
    const values = [...properties.values(), ...(rest === undefined ? [] : [rest])];
    return {
      cases: [{ names: new Set(properties.keys()), tag: tags.sort().join(" ") }],
      inside: values.flatMap((value) => asInside(find(value, within)).inside),
    };
  }
}

/** Of the type that contains it, everything that is found is inside. */
function asInside({ cases, inside }: Found): Found {
  return { cases: [], inside: [...cases, ...inside] };
}

function together(found: readonly Found[]): Found {
  return {
    cases: found.flatMap(({ cases }) => cases),
    inside: found.flatMap(({ inside }) => inside),
  };
}

/** Each case of one side with each of the other; a side that has no objects adds nothing. */
function combine(left: readonly NamedObject[], right: readonly NamedObject[]): readonly NamedObject[] {
  if (left.length === 0 || right.length === 0) return [...left, ...right];
  return left.flatMap((one) =>
    right.map((other) => ({
      names: new Set([...one.names, ...other.names]),
      tag: [one.tag, other.tag]
        .filter((tag) => tag !== "")
        .sort()
        .join(" "),
    })),
  );
}
