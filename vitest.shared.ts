import type { UserWorkspaceConfig } from "vitest/config";

/** What each project of the workspace has in common; `vitest run --root packages/client` reads it through that package's own config. */
export function project(name: string, { typeTests = false } = {}): UserWorkspaceConfig {
  // Imports of workspace packages hit their sources, so no build has to come before a test. The rest are vite's defaults.
  const conditions = ["@codex-typed/source", "module", "node", "development|production"];
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      include: ["test/**/*.test.ts"],
      // Tests start processes, and some kill them: a fork dies alone.
      pool: "forks",
      maxWorkers: 2,
      // A process test may have to wait for a slow machine, never for longer than this.
      testTimeout: 20_000,
      hookTimeout: 20_000,
      // A failing type in a plain *.test.ts would pass: only *.test-d.ts files are given to the type checker.
      typecheck: { enabled: typeTests, include: ["test/**/*.test-d.ts"], tsconfig: "tsconfig.json" },
    },
  };
}
