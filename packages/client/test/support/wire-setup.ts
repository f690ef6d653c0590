// Every test that reaches a runtime through `stdioTransport` has its traffic held to the schema.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, inject, vi } from "vitest";

import type * as Stdio from "../../src/transport/stdio.js";
import { describeMiss } from "./wire-check.js";
import { wire } from "./wire-worker.js";

vi.mock("../../src/transport/stdio.js", async (importOriginal) => {
  const original = await importOriginal<typeof Stdio>();
  return {
    ...original,
    stdioTransport: (...options: Parameters<typeof original.stdioTransport>) =>
      wire.tap(original.stdioTransport(...options)),
  };
});

afterEach(() => {
  const misses = wire.misses.splice(0);
  if (misses.length > 0)
    throw new Error(`Traffic does not fit the schema:\n${[...new Set(misses.map(describeMiss))].join("\n")}`);
});

afterAll(() => {
  const { results, notifications, serverRequests } = wire.seen;
  if (results.size === 0) return;
  const seen = {
    results: [...results],
    notifications: [...notifications],
    serverRequests: [...serverRequests],
  };
  writeFileSync(join(inject("wireFolder"), `seen-${randomUUID()}.json`), JSON.stringify(seen));
});
