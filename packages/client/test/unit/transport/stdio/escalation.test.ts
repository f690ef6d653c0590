import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Escalation } from "../../../../src/transport/stdio/escalation.js";

const PID = 4_242;
const killChild = vi.fn();
const spawned = { child: { kill: killChild }, pid: PID } as never;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process, "kill").mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  killChild.mockClear();
});

const signals = () => vi.mocked(process.kill).mock.calls;

it.skipIf(process.platform === "win32")("SIGTERM comes after one grace, SIGKILL after another", async () => {
  const escalation = new Escalation(spawned, { stdinGraceMs: 100, termGraceMs: 50 });
  await vi.advanceTimersByTimeAsync(99);
  expect(escalation.pressed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(escalation.pressed).toBe(true);
  expect(signals()).toEqual([[-PID, "SIGTERM"]]);
  await vi.advanceTimersByTimeAsync(50);
  expect(signals()).toEqual([
    [-PID, "SIGTERM"],
    [-PID, "SIGKILL"],
  ]);
  expect(killChild).toHaveBeenCalledExactlyOnceWith("SIGKILL");
});

it.each([Infinity, 2 ** 31])("a grace of %s ms is no grace of none", async (stdinGraceMs) => {
  const escalation = new Escalation(spawned, { stdinGraceMs });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(escalation.pressed).toBe(false);
  expect(signals()).toEqual([]);
  escalation.stop();
  expect(vi.getTimerCount()).toBe(0);
});
