import { describe, expect, test, vi } from "vitest";
import { isConnectionClosedError } from "../../src/index.js";
import { faultMatrix, type Expectation } from "./fault-matrix.js";
import { play, type ScenarioResult } from "./scenario.js";
import { Traces } from "./traces.js";
import { ways, type Way } from "./ways.js";
import { sample } from "../support/sample.js";

// These servers break the protocol on purpose: what they send is not held to its schema.
vi.unmock("../../src/transport/stdio/stdio.js");
vi.unmock("../../src/transport/socket/web-socket.js");
vi.unmock("../../src/transport/socket/unix-socket.js");

// Windows has no signals, by which many of these end.
describe.skipIf(process.platform === "win32").each(Object.keys(ways) as Way[])(
  "over %s, a server that",
  (way) => {
    const cases = faultMatrix.flatMap(({ fault, when, options = {}, expect: expected }) => {
      const expectation = expected[way];
      return "none" in expectation
        ? []
        : [{ name: [fault, when].filter(Boolean).join(", "), fault, options, expectation }];
    });

    // A unix socket is a websocket over another stream.
    test.each(way === "unix" ? sample(cases) : cases)(
      "$name",
      { timeout: 60_000 },
      async ({ fault, options, expectation }) => {
        const traces = new Traces();
        {
          await using server = await ways[way](fault, bounded(options));
          check(await play(server.transport, options), expectation);
        }
        await traces.expectNone();
      },
    );
  },
);

test("every fault of the program is in the matrix", async () => {
  const program = new URL("fixtures/faults.mjs", import.meta.url).href;
  const { faults } = (await import(program)) as { readonly faults: object };
  expect([...new Set(faultMatrix.map(({ fault }) => fault))].sort()).toEqual(Object.keys(faults).sort());
});

function bounded({ maxMessageBytes }: { readonly maxMessageBytes?: number }) {
  return maxMessageBytes === undefined ? {} : { maxMessageBytes };
}

function check(result: ScenarioResult, expectation: Expectation): void {
  const { refused, trigger, lost, ends, text } = result;
  if ("refused" in expectation) return expect(refused).toMatchObject(expectation.refused);
  if (refused !== undefined && "lost" in expectation && expectation.orRefused === true) {
    return expect(refused).toMatchObject(expectation.lost);
  }
  expect(refused).toBeUndefined();
  const failures = new Map<string, unknown>();
  for (const [name, { error }] of ends) if (error !== undefined) failures.set(name, error);

  if ("stands" in expectation) {
    expect(lost).toBeUndefined();
    expect(trigger).toMatchObject(expectation.stands);
    if (expectation.text !== undefined) expect(text === expectation.text).toBe(true);
    failures.delete("trigger");
    expect(failures.get("late call")).toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
    expect(ends.get("closed")?.value).toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
    expect([...failures.keys()]).toEqual(expect.arrayContaining(["run behind it", "late call"]));
  } else if ("lost" in expectation) {
    expect(lost).toMatchObject(expectation.lost);
    if (isConnectionClosedError(lost)) {
      expect(lost.message.length).toBeLessThan(2_000);
      expect(Buffer.byteLength(lost.stderrTail)).toBeLessThanOrEqual(8 * 1024);
    }
    failures.set("trigger", trigger?.error);
    for (const error of failures.values()) expect(error).toBe(lost);
  }
  // Whoever still waited was told the very same.
  expect(new Set(failures.values()).size).toBe(1);
}
