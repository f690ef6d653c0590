import { Project, StructureKind, type ImportDeclarationStructure, type StatementStructures } from "ts-morph";

/** Prints one module: its imports and statements, in order. */
export function printModule(
  name: string,
  imports: readonly ModuleImport[],
  statements: readonly (StatementStructures | string)[],
): string {
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
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  // All at once: statements that are added to a file make ts-morph parse it again.
  return project
    .createSourceFile(name, {
      statements: [
        ...importDeclarations,
        ...statements.map((statement) =>
          typeof statement === "string" ? `\n${statement}` : { ...statement, leadingTrivia: "\n" },
        ),
      ],
    })
    .getFullText();
}

/** Names that a module imports from another. */
export interface ModuleImport {
  readonly from: string;
  readonly types?: readonly string[];
  readonly values?: readonly string[];
}
