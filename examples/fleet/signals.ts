// The signals that are to end a program.

/** As shells say it of a program that a signal ended. */
const STOP_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
/** npm, the terminal and a service manager may each send the same signal to this process: after so long it must be another. */
const ANOTHER_MS = 1_000;

/** Calls `stop` at the first signal, and `hurry` at each that is sent after it; both are told the exit code that the signal stands for. */
export function onStopSignals(stop: (code: number) => void, hurry: (code: number) => void): Disposable {
  let stoppedAt: number | undefined;
  const onSignal = (name: keyof typeof STOP_CODES): void => {
    const now = performance.now();
    if (stoppedAt === undefined) {
      stoppedAt = now;
      stop(STOP_CODES[name]);
    } else if (now - stoppedAt > ANOTHER_MS) hurry(STOP_CODES[name]);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    [Symbol.dispose]() {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
}
