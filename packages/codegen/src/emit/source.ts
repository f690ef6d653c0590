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
        ...[...new Set(types)].sort().map((imported) => ({ name: imported, isTypeOnly: values.length > 0 })),
      ],
    }));
  yield printStatements(name, [...importDeclarations, ...spaced(statements.slice(0, STATEMENTS_IN_A_PART))]);
  for (let from = STATEMENTS_IN_A_PART; from < statements.length; from += STATEMENTS_IN_A_PART) {
    yield printStatements(name, spaced(statements.slice(from, from + STATEMENTS_IN_A_PART)));
  }
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
  readonly types?: readonly string[];
  readonly values?: readonly string[];
}
