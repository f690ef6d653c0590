// Every test that reaches a runtime through one of our transports has its traffic held to the schema.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, inject, vi } from "vitest";

import type * as Stdio from "../../src/transport/stdio/stdio.js";
import type * as UnixSocket from "../../src/transport/socket/unix-socket.js";
import type * as WebSocket from "../../src/transport/socket/web-socket.js";
import { describeMiss } from "./wire-check.js";
import { judged } from "./wire-judge.js";
import { wire } from "./wire-worker.js";

vi.mock("../../src/transport/stdio/stdio.js", async (importOriginal) => {
  const original = await importOriginal<typeof Stdio>();
  return {
    ...original,
    stdioTransport: (...options: Parameters<typeof original.stdioTransport>) =>
      wire.tap(original.stdioTransport(...options)),
  };
});

vi.mock("../../src/transport/socket/web-socket.js", async (importOriginal) => {
  const { webSocketTransport } = await importOriginal<typeof WebSocket>();
  return {
    webSocketTransport: (...options: Parameters<typeof webSocketTransport>) =>
      wire.tap(webSocketTransport(...options)),
  };
});

vi.mock("../../src/transport/socket/unix-socket.js", async (importOriginal) => {
  const { unixSocketTransport } = await importOriginal<typeof UnixSocket>();
  return {
    unixSocketTransport: (...options: Parameters<typeof unixSocketTransport>) =>
      wire.tap(unixSocketTransport(...options)),
  };
});

/** Longer than a hook otherwise may take: validators are compiled on the way. */
const JUDGED_WITHIN_MS = 60_000;

afterEach(holdToTheSchema, JUDGED_WITHIN_MS);
afterAll(holdToTheSchema, JUDGED_WITHIN_MS);

async function holdToTheSchema(): Promise<void> {
  const passed = wire.take();
  if (passed.length === 0) return;
  const misses = await judged(inject("wireJudge"), passed);
  if (misses.length > 0)
    throw new Error(`Traffic does not fit the schema:\n${[...new Set(misses.map(describeMiss))].join("\n")}`);
}

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
