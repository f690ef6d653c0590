import type { ModuleImport } from "./source.js";

/**
 * How a module writes the names of definitions. The schema may give a definition any name, and `types.ts` exports it under that;
 * within a module it is an identifier that is neither a word of TypeScript nor a name that the module itself needs.
 */
export class TypeNames {
  readonly #identifiers = new Map<string, string>();

  /**
   * @param definitions The names of all definitions that the module could mention.
   * @param own The types that the module declares, imports or finds in every program, under names of its own choice.
   */
  constructor(definitions: Iterable<string>, own: Iterable<string> = []) {
    const names = [...definitions].sort();
    const reserved = new Set([...RESERVED, ...own]);
    const plain = new Set(names.filter((name) => isIdentifier(name) && !reserved.has(name)));
    const taken = new Set([...reserved, ...names]);
    for (const name of names) {
      const identifier = plain.has(name) ? name : freeName(identifierFor(name), taken);
      taken.add(identifier);
      this.#identifiers.set(name, identifier);
    }
  }

  /** How the module writes the definition `name`. */
  readonly of = (name: string): string => this.#identifiers.get(name) ?? name;

  /** The import of definitions from the module that exports them. */
  import(from: string, definitions: readonly string[]): ModuleImport {
    const distinct = [...new Set(definitions)];
    return {
      from,
      types: distinct.map((name) => ({ name: exportedName(name), alias: this.of(name) })),
    };
  }
}

/** `name` as a module exports it: in quotes where it is no identifier. */
export function exportedName(name: string): string {
  return isIdentifier(name) ? name : JSON.stringify(name);
}

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

function identifierFor(name: string): string {
  const identifier = name.replaceAll(/[^\p{ID_Continue}$]/gu, "_");
  return isIdentifier(identifier) ? identifier : `_${identifier}`;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 1; taken.has(name); count++) name = `${wanted}Type${count === 1 ? "" : String(count)}`;
  return name;
}

/** Words that TypeScript does not take for a type's name, everywhere or in some place where one can stand. */
const RESERVED = (
  "any as asserts async await bigint boolean break case catch class const continue debugger default delete do else enum export " +
  "extends false finally for function if implements import in infer instanceof interface intrinsic is keyof let never new null " +
  "number object out package private protected public readonly return satisfies static string super switch symbol this throw " +
  "true try type typeof undefined unique unknown using var void while with yield abstract accessor declare from get global " +
  "module namespace of override require set arguments eval"
).split(" ");
