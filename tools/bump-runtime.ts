// `pnpm bump-runtime VERSION`: moves the workspace to another codex runtime, or leaves it as it was. See docs/new-runtime.md.
import { fileURLToPath } from "node:url";
import { parseArguments, USAGE, type BumpOptions } from "./bump-runtime/arguments.js";
import { bump } from "./bump-runtime/bump.js";
import { decisionsText } from "./bump-runtime/decisions.js";
import { Progress } from "./bump-runtime/progress.js";
import { Refusal } from "./bump-runtime/refusal.js";
import { reportOf, writeReport, type Report } from "./bump-runtime/report.js";

const STOP_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const FAILED = 1;
const MISUSED = 2;

/** How many items of a list a terminal bears; the changeset has the rest. */
const SHOWN = 12;

const root = fileURLToPath(new URL("..", import.meta.url));
const progress = new Progress(process.stdout);
const stop = new AbortController();
let stopCode = FAILED;
for (const [signal, code] of Object.entries(STOP_CODES)) {
  process.on(signal, () => {
    // Nothing hurries the way back: half of it would be the worst of all.
    if (stop.signal.aborted) return;
    stopCode = code;
    stop.abort();
  });
}
// Whoever watched has gone, as with `| head`.
process.stdout.on("error", () => {
  stop.abort();
});

process.exitCode = await main();

async function main(): Promise<number> {
  let options: BumpOptions | "help";
  try {
    options = parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return MISUSED;
  }
  if (options === "help") {
    progress.say(USAGE);
    return 0;
  }
  const { exitCode, report } = await run(options);
  if (options.report !== undefined && report !== undefined) await writeReport(options.report, report);
  return exitCode;
}

async function run(options: BumpOptions): Promise<{ exitCode: number; report: Report | undefined }> {
  const { version: wanted, verify, changeset } = options;
  // On demand: whoever asks how this is used need not wait for the generator.
  const { realTools } = await import("./bump-runtime/real-tools.js");
  try {
    const result = await bump({
      root,
      wanted,
      verify,
      changeset,
      tools: realTools(root),
      progress,
      signal: stop.signal,
    });
    if (result.kind === "current") progress.say(`Nothing to do: codex ${result.from} is pinned.`);
    else {
      progress.say(`\nNow on codex ${result.to}. For you to decide:\n`);
      progress.say(decisionsText(result.decisions, SHOWN) || "nothing");
    }
    return { exitCode: 0, report: reportOf(result) };
  } catch (error) {
    if (stop.signal.aborted) {
      console.error("\nStopped.");
      return { exitCode: stopCode, report: undefined };
    }
    if (!(error instanceof Refusal)) throw error;
    console.error(`\n${error.message}`);
    return {
      exitCode: FAILED,
      report: { outcome: "failed", stage: error.stage, wanted, reason: error.message },
    };
  }
}
