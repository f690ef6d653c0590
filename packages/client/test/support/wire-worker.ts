import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

import { WireCheck } from "./wire-check.js";
import type { WireSchema } from "./wire-schema.js";

/** The schema that the run's global setup has read. */
export function wireSchema(): WireSchema {
  schema ??= JSON.parse(readFileSync(join(inject("wireFolder"), "schema.json"), "utf8")) as WireSchema;
  return schema;
}

let schema: WireSchema | undefined;

/** The one check of a test file, which all its transports go through. */
export const wire = new WireCheck(() => inject("wireMethods"));
