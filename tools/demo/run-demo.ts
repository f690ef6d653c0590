import { performance } from "node:perf_hooks";
import { showApprovals } from "./approvals.js";
import { showClosing } from "./closing.js";
import { reportFailure } from "./failure.js";
import { showFreshness, type Generation } from "./freshness.js";
import { Screen, seconds, type Output } from "./screen.js";
import { withStage } from "./stage.js";
import { showStreaming } from "./streaming.js";

export interface DemoOptions {
  readonly out: Output;
  /** The folder of `@codex-typed/client`: its runtime is the one that is shown. */
  readonly clientFolder: string;
  /** The generated files to compare; those of the client unless given. */
  readonly generatedDir?: string;
  /** Gives what to compare them with; what the generator makes of the pinned runtime unless given. */
  readonly regenerate?: () => Promise<Generation>;
  /** Another `codex` binary to talk to. */
  readonly runtimePath?: string;
  readonly signal: AbortSignal;
}

export type DemoEnd = "passed" | "failed" | "stopped";

/** Shows everything, and says how it ended. Whatever happens, the runtime and its folder are gone then. */
export async function runDemo(options: DemoOptions): Promise<DemoEnd> {
  const screen = new Screen(options.out);
  const started = performance.now();
  try {
    screen.title("Codex from TypeScript: a demo without login and without network");
    await showFreshness(screen, options);
    const remains = await withStage(screen, options, async (stage) => {
      await showStreaming(stage);
      await showApprovals(stage);
    });
    await showClosing(screen, remains);
    screen.title(`All of it held, in ${seconds(performance.now() - started)}.`);
    screen.say("Read next: the quick start in README.md, then the programs in examples/.");
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
