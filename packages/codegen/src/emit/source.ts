import type { ImportDeclarationStructure, StatementStructures } from "ts-morph";
import { Project, StructureKind } from "./ts-morph.js";

/**
 * A module as consecutive texts, each of whole statements. Formatted one by one and put one below the other with a blank line
 * between them they are the module formatted as a whole: no statement's layout depends on another's.
 */
export type Parts = Iterable<string>;

/** Enough for a part to be worth its overhead, few enough for formatting to start soon after emission does. */
const STATEMENTS_IN_A_PART = 50;

const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });

/** Prints one module: its imports and statements, in order. */
export function* printModule(
  name: string,
  imports: readonly ModuleImport[],
  statements: readonly (StatementStructures | string)[],
): Generator<string> {
  const importDeclarations: readonly ImportDeclarationStructure[] = imports
    .filter(({ types = [], values = [] }) => types.length + values.length > 0)
    .map(({ from, types = [], values = [] }) => ({
      kind: StructureKind.ImportDeclaration,
      moduleSpecifier: from,
      isTypeOnly: values.length === 0,
      namedImports: [
        ...[...values].sort().map((imported) => ({ name: imported })),
        ...distinctTypes(types).map(({ name, alias }) => ({
          name,
          ...(alias === name ? {} : { alias }),
          isTypeOnly: values.length > 0,
        })),
      ],
    }));
  yield printStatements(name, [...importDeclarations, ...spaced(statements.slice(0, STATEMENTS_IN_A_PART))]);
  for (let from = STATEMENTS_IN_A_PART; from < statements.length; from += STATEMENTS_IN_A_PART) {
    yield printStatements(name, spaced(statements.slice(from, from + STATEMENTS_IN_A_PART)));
  }
}

function distinctTypes(types: NonNullable<ModuleImport["types"]>): readonly ImportedType[] {
  const imported = new Map(
    types.map((type) => {
      const { name, alias } = typeof type === "string" ? { name: type, alias: type } : type;
      return [name, { name, alias }] as const;
    }),
  );
  return [...imported.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function spaced(statements: readonly (StatementStructures | string)[]): (StatementStructures | string)[] {
  return statements.map((statement) =>
    typeof statement === "string" ? `\n${statement}` : { ...statement, leadingTrivia: "\n" },
  );
}

/** All at once: statements that are added to a file make ts-morph parse it again. */
function printStatements(name: string, statements: (StatementStructures | string)[]): string {
  const file = project.createSourceFile(name, { statements }, { overwrite: true });
  try {
    return file.getFullText();
  } finally {
    project.removeSourceFile(file);
  }
}

/** Names that a module imports from another. */
export interface ModuleImport {
  readonly from: string;
  readonly types?: readonly (string | ImportedType)[];
  readonly values?: readonly string[];
}

/** A type as the other module exports it, and as this one calls it. */
interface ImportedType {
  readonly name: string;
  readonly alias: string;
}
