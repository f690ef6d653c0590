import { defineConfig } from "vitest/config";

export default defineConfig({
  // maxWorkers is global across projects: it must stand here as well as in each package's own config.
  test: { projects: ["packages/*", "tools"], maxWorkers: 2 },
});
