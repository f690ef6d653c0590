import { Project, type SourceFile, type StatementStructures } from "ts-morph";

/** Prints one module: its imports and statements, in order. */
export function printModule(
  name: string,
  imports: readonly ModuleImport[],
  statements: readonly (StatementStructures | string)[],
): string {
  const file = newSourceFile(name);
  file.addImportDeclarations(
    imports
      .filter(({ types = [], values = [] }) => types.length + values.length > 0)
      .map(({ from, types = [], values = [] }) => ({
        moduleSpecifier: from,
        isTypeOnly: values.length === 0,
        namedImports: [
          ...[...values].sort().map((imported) => ({ name: imported })),
          ...[...new Set(types)]
            .sort()
            .map((imported) => ({ name: imported, isTypeOnly: values.length > 0 })),
        ],
      })),
  );
  file.addStatements(
    statements.map((statement) =>
      typeof statement === "string" ? `\n${statement}` : { ...statement, leadingTrivia: "\n" },
    ),
  );
  return file.getFullText();
}

/** Names that a module imports from another. */
export interface ModuleImport {
  readonly from: string;
  readonly types?: readonly string[];
  readonly values?: readonly string[];
}

function newSourceFile(name: string): SourceFile {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  return project.createSourceFile(name);
}
