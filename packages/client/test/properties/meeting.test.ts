import fc from "fast-check";
import { expect, it } from "vitest";

import { parametersOf, replayPath, runsOf } from "./by-hand.js";
import { Meeting } from "./meeting.js";
import { meetings } from "./meeting-commands.js";

// By hand: LIFECYCLE_RUNS=500 npx vitest run --project properties test/properties/meeting
// A failure is run again as those of lifecycle.test.ts; what meets what depends on time, so that it may take a few tries.
const RUNS = runsOf(2);

it(
  "whoever meets on a thread, a narrow prompt never writes, a run is of its own text or rejects, and all settles",
  { timeout: 60_000 + RUNS * 60_000 },
  async () => {
    await using meeting = await Meeting.create();
    const property = fc.asyncProperty(meetings(replayPath), async (commands) => {
      await meeting.begin();
      await fc.asyncModelRun(() => ({ model: {}, real: meeting }), commands);
      expect(await meeting.faults()).toEqual([]);
    });
    await fc.assert(property, parametersOf(RUNS));
    if (RUNS > 2) {
      const lines = [...meeting.tally].sort().map(([what, count]) => `${String(count)} × ${what}`);
      process.stdout.write(`${String(RUNS)} sequences\n${lines.join("\n")}\n`);
    }
  },
);
