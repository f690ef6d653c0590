import { extractSchema, installedRuntime, type ExtractedSchema } from "../../src/schema/runtime.js";

/** What the pinned runtime prints of its protocol. It is asked once by each process of tests. */
export function printedSchema(): Promise<ExtractedSchema> {
  printed ??= installedRuntime(import.meta.dirname).then(extractSchema);
  return printed;
}

let printed: Promise<ExtractedSchema> | undefined;
