import { existsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { isConnectionClosedError } from "@codex-typed/client";
import { showApprovals } from "./approvals.js";
import { expectEqual, reportFailure } from "./failure.js";
import { Screen, seconds, type Output } from "./screen.js";
import { withStage, type Remains, type StageOptions } from "./stage.js";
import { showStreaming } from "./streaming.js";

export interface DemoOptions extends StageOptions {
  readonly out: Output;
  /** What is shown before the runtime starts. */
  readonly prologue?: (screen: Screen, signal: AbortSignal) => Promise<void>;
  /** What is said at the end: where to go on. */
  readonly epilogue: string;
}

export type DemoEnd = "passed" | "failed" | "stopped";

/** Shows everything, and says how it ended. Whatever happens, the runtime and its folder are gone then. */
export async function runDemo(options: DemoOptions): Promise<DemoEnd> {
  const screen = new Screen(options.out);
  const started = performance.now();
  try {
    screen.title("Codex from TypeScript: a demo without login and without network");
    await options.prologue?.(screen, options.signal);
    const remains = await withStage(screen, options, async (stage) => {
      await showStreaming(stage);
      await showApprovals(stage);
    });
    await showClosing(screen, remains);
    screen.title(`All of it held, in ${seconds(performance.now() - started)}.`);
    screen.say(options.epilogue);
    return "passed";
  } catch (error) {
    if (options.signal.aborted) {
      screen.say("Stopped. Nothing is left behind.");
      return "stopped";
    }
    reportFailure(screen, error);
    return "failed";
  }
}

/** After the stage is cleared: the runtime has ended in peace, and has left nothing. */
async function showClosing(screen: Screen, { closed, folder }: Remains): Promise<void> {
  const step = screen.step("Nothing stays behind");
  const end = await closed;
  expectEqual("The runtime's exit code", isConnectionClosedError(end) ? end.exitCode : end.message, 0);
  expectEqual("Whether its folder is still there", existsSync(folder), false);
  step.done("the runtime has exited with code 0, and its folder is removed");
}
