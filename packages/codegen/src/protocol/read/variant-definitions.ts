import { union } from "../algebra.js";
import type { Definition, Variant } from "../protocol.js";

/**
 * Gives the object variants of a named union names of their own, so that a narrowed value has a type to be passed on as.
 * The schema's titles are those names, but for `ApiKeyv2::LoginAccountParams` and the like.
 */
export function nameVariants(definition: Definition, taken: ReadonlySet<string>): readonly Definition[] {
  if (definition.type.kind !== "union") return [definition];
  const named = new Map<string, Variant[]>();
  const variants = definition.type.variants.map((variant): Variant => {
    const title = variant.type.kind === "object" ? identifier(variant.title) : undefined;
    // A title is a wish; a name that something else has stays with that, and the variant is called after its union as well.
    const name = [title, `${definition.name}${title ?? ""}`].find(
      (one) => one !== undefined && !taken.has(one),
    );
    if (title === undefined || name === undefined) return variant;
    named.set(name, [...(named.get(name) ?? []), variant]);
    return {
      type: { kind: "reference", name },
      doc: variant.doc,
      title: undefined,
      experimental: variant.experimental,
      ...(variant.deprecated === true ? { deprecated: true } : {}),
    };
  });
  return [
    { ...definition, type: union(variants) },
    ...[...named].map(([name, shapes]) => variantDefinition(name, shapes, definition)),
  ];
}

/** The definition of the variants of `definition` that share a title. What holds for all of them is said of the whole. */
function variantDefinition(name: string, shapes: readonly Variant[], definition: Definition): Definition {
  const experimental = shapes.every((shape) => shape.experimental);
  const deprecated = shapes.every((shape) => shape.deprecated === true);
  return {
    name,
    doc: shapes.find(({ doc }) => doc !== undefined)?.doc,
    type: union(
      shapes.map((shape) => ({
        type: shape.type,
        doc: undefined,
        title: undefined,
        experimental: shape.experimental && !experimental,
      })),
    ),
    variantOf: definition.name,
    pointer: definition.pointer,
    ...(deprecated ? { deprecated: true } : {}),
    experimental: definition.experimental || experimental,
  };
}

function identifier(title: string | undefined): string | undefined {
  const name = title?.replace(/v\d+::/, "");
  return name !== undefined && /^[A-Z][A-Za-z0-9]*$/.test(name) ? name : undefined;
}
