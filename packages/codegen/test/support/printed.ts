import { extractSchema, installedRuntime, type ExtractedSchema } from "../../src/schema/runtime.js";
import { onceForTheRun } from "./once-for-the-run.js";

/** What the pinned runtime prints of its protocol. It is asked once for all tests. */
export function printedSchema(): Promise<ExtractedSchema> {
  printed ??= onceForTheRun("printed-schema", async () =>
    extractSchema(await installedRuntime(import.meta.dirname)),
  );
  return printed;
}

let printed: Promise<ExtractedSchema> | undefined;
