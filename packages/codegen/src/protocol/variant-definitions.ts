import { CodegenError } from "../errors/codegen-error.js";
import { union } from "./algebra.js";
import { type Definition, type Variant } from "./protocol.js";

/**
 * Gives the object variants of a named union names of their own, so that a narrowed value has a type to be passed on as.
 * The schema's titles are those names, but for `ApiKeyv2::LoginAccountParams` and the like.
 */
export function nameVariants(
  definition: Definition,
  taken: ReadonlySet<string>,
  at: { readonly file: string },
): readonly Definition[] {
  if (definition.type.kind !== "union") return [definition];
  const named = new Map<string, Variant[]>();
  const variants = definition.type.variants.map((variant): Variant => {
    const name = variant.type.kind === "object" ? identifier(variant.title) : undefined;
    if (name === undefined) return variant;
    if (taken.has(name)) throw nameTaken(name, definition.name, at);
    named.set(name, [...(named.get(name) ?? []), variant]);
    return {
      type: { kind: "reference", name },
      doc: variant.doc,
      title: undefined,
      experimental: variant.experimental,
    };
  });
  return [
    { ...definition, type: union(variants) },
    ...[...named].map(([name, shapes]): Definition => ({
      name,
      doc: shapes.find(({ doc }) => doc !== undefined)?.doc,
      type: union(
        shapes.map(({ type }) => ({ type, doc: undefined, title: undefined, experimental: false })),
      ),
      variantOf: definition.name,
      experimental: definition.experimental || shapes.every(({ experimental }) => experimental),
    })),
  ];
}

function identifier(title: string | undefined): string | undefined {
  const name = title?.replace(/v\d+::/, "");
  return name !== undefined && /^[A-Z][A-Za-z0-9]*$/.test(name) ? name : undefined;
}

function nameTaken(name: string, owner: string, at: { readonly file: string }): CodegenError {
  return new CodegenError({
    message: `Two types would be called ${name}.`,
    ...at,
    pointer: `/definitions/${owner}`,
    found: `a variant of ${owner} with the title ${name}`,
    expected: "a title that no definition and no other variant has",
    fix: "Settle the name in src/protocol/variant-definitions.ts.",
  });
}
