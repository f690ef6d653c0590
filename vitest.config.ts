import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

type ProjectOptions = NonNullable<TestProjectInlineConfiguration["test"]>;

// Imports of workspace packages hit their sources, so no build has to come before a test. The rest are vite's defaults.
const conditions = ["@codex-typed/source", "module", "node", "development|production"];

/** What reaches a runtime through one of our transports is held to the schema that the types were generated from. */
const heldToTheSchema: ProjectOptions = {
  globalSetup: ["packages/client/test/support/wire-global.ts"],
  setupFiles: ["packages/client/test/support/wire-setup.ts"],
};

/** Set by tools/older-runtimes.ts alone. */
const onOlderRuntime: ProjectOptions =
  process.env["OLDER_RUNTIME"] === undefined
    ? {}
    : {
        setupFiles: [
          "packages/client/test/support/wire-setup.ts",
          "packages/client/test/support/older-runtime-setup.ts",
        ],
      };

/** One more than the cores of the smallest machine: most tests wait for a process for a third of their time. */
const maxWorkers = 3;

/** The tests in the folder `name` of every package: what a test may reach is said by where it stands. */
function project(name: string, options: ProjectOptions = {}): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      include: [`{packages/*,tools}/test/${name}/**/*.test.ts`],
      // Tests start processes, and some kill them: a fork dies alone.
      pool: "forks",
      maxWorkers,
      // A process test may have to wait for a slow machine, never for longer than this.
      testTimeout: 20_000,
      hookTimeout: 20_000,
      ...options,
    },
  };
}

/** A checkout that has run nothing yet cannot say what takes long, but the kind of test can: what is short fills the end. */
const slowestFirst = ["workspace", "fleet", "properties", "runtime", "faults", "realms", "unit"];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification): number => slowestFirst.indexOf(project.name);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    // maxWorkers is global across projects: it must stand here as well as in each of them.
    maxWorkers,
    projects: [
      // In memory alone: no process, no socket. The setup holds it to that.
      project("unit", { isolate: false, setupFiles: ["packages/client/test/support/memory-only.ts"] }),
      // What the compiler says of the types. A failing type in a plain *.test.ts would pass: only *.test-d.ts files are given to it.
      project("types", {
        typecheck: {
          enabled: true,
          // The compiler that the packages are built with, 7, in a quarter of the time of 6.
          checker: "tools/node_modules/.bin/tsc",
          include: ["packages/client/test/types/**/*.test-d.ts"],
          tsconfig: "packages/client/tsconfig.json",
        },
      }),
      // The real runtime: what the client does with it, and what the generator reads of it.
      project("runtime", { ...heldToTheSchema, ...onOlderRuntime, isolate: false }),
      // Broken processes, sockets and networks.
      project("faults", heldToTheSchema),
      // Where the errors that Node makes are no instances of the test's `Error`: what leaks there leaks in jest, too.
      project("realms", {
        ...heldToTheSchema,
        include: ["packages/client/test/faults/{secrets,transport/process-diagnostics}.test.ts"],
        pool: "vmForks",
      }),
      // Random inputs and random histories.
      project("properties", { ...heldToTheSchema, isolate: false }),
      // What `npm test` takes a sample of, or leaves out, whole: `npm run test:matrices`.
      project("matrices", {
        ...heldToTheSchema,
        env: { WHOLE: "1" },
        include: [
          "packages/client/test/matrices/**/*.test.ts",
          "packages/client/test/{runtime/workspace-folder,runtime/overridden-mode,faults/fault-matrix}.test.ts",
          "packages/codegen/test/{properties/diff,properties/fuzz/cli,runtime/older-runtimes}.test.ts",
        ],
      }),
      // The fleet of examples/fleet, over Redis where there is one.
      project("fleet", heldToTheSchema),
      // The same with many jobs, and with workers that are killed: `npm run test:fleet`.
      project("chaos", { ...heldToTheSchema, testTimeout: 540_000, hookTimeout: 60_000 }),
      // The documentation site, built and opened in a browser: `npm run test:site`.
      project("site", { include: ["tools/site/test/**/*.test.ts"] }),
      // The repository's own programs, the examples, and the packages as they are built.
      project("workspace"),
    ],
  },
});
