import { expect, it } from "vitest";
import { soak } from "../../bench/soak.js";

it(
  "a client that has done everything leaves no handle, no process and no listener",
  { timeout: 120_000 },
  async () => {
    const { before, after, work } = await soak(1_000);
    expect(after.handles).toEqual(before.handles);
    expect([after.children, after.exitListeners]).toEqual([before.children, before.exitListeners]);
    for (const [what, count] of Object.entries(work)) expect(count, what).toBeGreaterThan(0);
  },
);
