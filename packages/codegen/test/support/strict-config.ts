import path from "node:path";

const client = path.resolve(import.meta.dirname, "../../../client");

/** The tsconfig of a folder of generated code: strict, with every declaration checked. */
export function strictConfig(): object {
  return {
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      target: "es2022",
      lib: ["es2023", "es2024.string", "esnext.disposable"],
      module: "nodenext",
      types: ["node"],
      typeRoots: [path.resolve(client, "../../node_modules/@types")],
      paths: { "@codex-typed/client/generated-support": [path.join(client, "src/generated-support.ts")] },
    },
    include: ["**/*.ts"],
  };
}
