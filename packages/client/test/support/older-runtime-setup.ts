// Has every test of a file run against an older runtime, but for those that need what it does not have.
import { beforeEach, vi } from "vitest";

import type * as RuntimeBinary from "../../src/transport/stdio/runtime-binary.js";
import { olderRuntime, olderRuntimeQuery, runtimeVersion } from "./older-runtime.js";
import { reasonToSkip } from "./older-runtime-skips.js";

vi.mock("../../src/transport/stdio/runtime-binary.js", async (importOriginal) => {
  const original = await importOriginal<typeof RuntimeBinary>();
  return {
    ...original,
    findRuntime: (options: Parameters<typeof original.findRuntime>[0] = {}) =>
      options.path === undefined && olderRuntime !== undefined
        ? original.findInstalledRuntime(olderRuntimeQuery(olderRuntime))
        : original.findRuntime(options),
  };
});

beforeEach(({ task, skip }) => {
  const reason = reasonToSkip(task.file.name, task.fullName, runtimeVersion ?? "");
  if (reason !== undefined) skip(reason);
});
