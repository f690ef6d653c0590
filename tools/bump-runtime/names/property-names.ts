import type { Protocol } from "@codex-typed/codegen";
import { Refusal } from "../refusal.js";
import { objectsIn, type NamedObject, type NameTrees } from "./name-tree.js";
import { namesInProtocol } from "./names-in-protocol.js";
import { namesInTypeScript } from "./names-in-typescript.js";

/** A property that the schema spells otherwise than the runtime's own TypeScript output. */
interface Misspelling {
  readonly definition: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Compares the names of all properties with the runtime's TypeScript output, which is made from the same Rust types as its schema and
 * has the names of the wire where the schema has gone wrong (three definitions of 0.169.0).
 *
 * @param printed What `generate-ts` wrote: path → text.
 * @returns How many types were compared.
 * @throws Refusal that lists every name that differs by nothing but case and underscores.
 */
export function refuseMisspelledNames(protocol: Protocol, printed: ReadonlyMap<string, string>): number {
  const [ours, theirs] = [namesInProtocol(protocol), namesInTypeScript(printed)];
  const shared = [...ours.keys()].filter((name) => theirs.has(name));
  if (shared.length === 0) {
    throw new Refusal(
      "names",
      "The runtime's generate-ts printed none of the types of its schema: their property names cannot be compared.",
    );
  }
  const found = misspellings(ours, theirs);
  if (found.length === 0) return shared.length;
  throw new Refusal(
    "names",
    [
      "The schema spells properties otherwise than the runtime's own TypeScript output, which has the names of the wire:",
      ...found.map((one) => `  ${one.definition}: ${one.ours}, where generate-ts has ${one.theirs}`),
      'Add an entry { kind: "camel-case-properties" } for each of these definitions to packages/codegen/src/schema/corrections.ts,',
      `with since: "${protocol.runtimeVersion ?? "VERSION"}" where the definition is older; or, where one spelling is not the camelCase`,
      "of the other, a correction of another kind.",
    ].join("\n"),
  );
}

/** Every name of one side that the other side does not have, but for case and underscores. */
function misspellings(ours: NameTrees, theirs: NameTrees): readonly Misspelling[] {
  const isShared = (name: string): boolean => ours.has(name) && theirs.has(name);
  return [...ours].flatMap(([definition, tree]) => {
    const other = theirs.get(definition);
    if (other === undefined) return [];
    const left = objectsIn(tree, ours, isShared);
    const right = objectsIn(other, theirs, isShared);
    // Case by case of a union, as far as both have the same cases; and all of it together, for the rest.
    const tags = new Set(left.map(({ tag }) => tag).filter((tag) => tag !== ""));
    const pairs = [
      ...[...tags].flatMap((tag) => pairsOf(namesOf(left, tag), namesOf(right, tag))),
      ...pairsOf(namesOf(left), namesOf(right)),
    ];
    return [...new Map(pairs.map((pair) => [pair.join(), pair])).values()].map(([own, their]) => ({
      definition,
      ours: own,
      theirs: their,
    }));
  });
}

function namesOf(objects: readonly NamedObject[], tag?: string): ReadonlySet<string> {
  const some = tag === undefined ? objects : objects.filter((object) => object.tag === tag);
  return new Set(some.flatMap(({ names }) => [...names]));
}

/** Names that mean the same, of which one side has one spelling only. */
function pairsOf(
  ours: ReadonlySet<string>,
  theirs: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  return [...ours].flatMap((own) =>
    [...theirs]
      .filter((their) => own !== their && plain(own) === plain(their))
      .filter((their) => !theirs.has(own) || !ours.has(their))
      .map((their) => [own, their] as const),
  );
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}
