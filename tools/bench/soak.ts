// `npm run bench -- soak --minutes 10`: does everything that a client does, over and over, on the real runtime, and says what
// this process then holds more than before.
import { parseArgs } from "node:util";
import { cycle, noWork, type Work } from "./soak/cycle.js";
import { describeSnapshot, snapshot, type Snapshot } from "./soak/snapshot.js";

/** What a soak came to. */
export interface SoakResult {
  /** After a first cycle: modules are loaded and pools are filled once. */
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly work: Work;
}

/** Runs cycles, some at a time, until the time is up; at least one. */
export async function soak(
  durationMs: number,
  report: (line: string) => void = () => undefined,
): Promise<SoakResult> {
  await cycle(noWork());
  const before = await snapshot();
  report(`before: ${describeSnapshot(before)}`);
  const work = noWork();
  const until = performance.now() + durationMs;
  let nextReport = performance.now() + 60_000;
  do {
    await Promise.all([cycle(work), cycle(work)]);
    if (performance.now() < nextReport) continue;
    nextReport += 60_000;
    report(`        ${describeSnapshot(await snapshot())}, ${String(work.turns)} turns`);
  } while (performance.now() < until);
  const after = await snapshot();
  report(`after:  ${describeSnapshot(after)}`);
  report(
    Object.entries(work)
      .map(([what, count]) => `${String(count)} ${what}`)
      .join(", "),
  );
  return { before, after, work };
}

/** The benchmark as a command. */
export async function benchSoak(flags: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...flags],
    options: { minutes: { type: "string", default: "1" } },
  });
  await soak(Number(values.minutes) * 60_000, console.log);
}
