import { defineProject, mergeConfig } from "vitest/config";
import { project } from "../../vitest.shared.js";

export default mergeConfig(
  defineProject(project("client", { typeTests: true })),
  defineProject({
    test: {
      // What passes between client and runtime in any test is held to the schema that the types were generated from.
      globalSetup: ["test/support/wire-global.ts"],
      setupFiles: ["test/support/wire-setup.ts"],
    },
  }),
);
