import { join } from "node:path";

import { RUNTIME_VERSION } from "../../src/generated/version.js";
import {
  findInstalledRuntime,
  type InstalledRuntimeQuery,
} from "../../src/transport/stdio/runtime-binary.js";

/**
 * The folder into which an older `@openai/codex` was installed, for `npm run test:older-runtimes`; otherwise nothing, and the
 * tests run against the pinned one.
 */
export const olderRuntime = process.env["OLDER_RUNTIME"];

/** How the client finds what is installed in such a folder. */
export function olderRuntimeQuery(folder: string): InstalledRuntimeQuery {
  return { places: { module: join(folder, "package.json") }, platform: process.platform, arch: process.arch };
}

/** The version of the runtime that tests reach. */
export const runtimeVersion: string | null =
  (olderRuntime === undefined ? undefined : findInstalledRuntime(olderRuntimeQuery(olderRuntime)).version) ??
  RUNTIME_VERSION;
