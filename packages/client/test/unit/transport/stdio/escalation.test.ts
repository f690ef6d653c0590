import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Escalation } from "../../../../src/transport/stdio/escalation.js";
import { signalTree } from "../../../../src/transport/stdio/process-tree.js";

vi.mock("../../../../src/transport/stdio/process-tree.js", () => ({ signalTree: vi.fn() }));

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(signalTree).mockClear();
});
afterEach(() => {
  vi.useRealTimers();
});

const kill = vi.fn();
const spawned = { child: { kill }, pid: 1 } as never;
const signals = () => vi.mocked(signalTree).mock.calls.map(([, signal]) => signal);

it("SIGTERM comes after one grace, SIGKILL after another", async () => {
  const escalation = new Escalation(spawned, { stdinGraceMs: 100, termGraceMs: 50 });
  await vi.advanceTimersByTimeAsync(99);
  expect(escalation.pressed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(escalation.pressed).toBe(true);
  await vi.advanceTimersByTimeAsync(50);
  expect(signals()).toEqual(["SIGTERM", "SIGKILL"]);
  expect(kill).toHaveBeenCalledExactlyOnceWith("SIGKILL");
});

it.each([Infinity, 2 ** 31])("a grace of %s ms is no grace of none", async (stdinGraceMs) => {
  const escalation = new Escalation(spawned, { stdinGraceMs });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(signals()).toEqual([]);
  escalation.stop();
  expect(vi.getTimerCount()).toBe(0);
});
