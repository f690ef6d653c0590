import { runDemo, type DemoOptions } from "./run-demo.js";

const EXIT_CODES = { passed: 0, failed: 1 } as const;
const STOP_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** npm and the terminal may both send one Ctrl-C; after so long it must be another. */
const PATIENCE_MS = 1000;

/** Shows the demo as a program: on standard output, until a signal stops it, with the exit code that says how it ended. */
export async function runDemoProgram(options: Omit<DemoOptions, "out" | "signal">): Promise<void> {
  const stop = new AbortController();
  let stopCode = 1;
  let stoppedAt = Infinity;
  for (const [signal, code] of Object.entries(STOP_CODES)) {
    process.on(signal, () => {
      if (performance.now() - stoppedAt > PATIENCE_MS) process.exit(code);
      if (stop.signal.aborted) return;
      stopCode = code;
      stoppedAt = performance.now();
      stop.abort();
    });
  }
  // Whoever watched has gone, as with `| head`.
  process.stdout.on("error", () => {
    stop.abort();
  });

  const end = await runDemo({ ...options, out: process.stdout, signal: stop.signal });
  process.exitCode = end === "stopped" ? stopCode : EXIT_CODES[end];
}
