import { existsSync } from "node:fs";
import { isConnectionClosedError } from "@codex-typed/client";
import { expectEqual } from "./failure.js";
import type { Screen } from "./screen.js";
import type { Remains } from "./stage.js";

/** After the stage is cleared: the runtime has ended in peace, and has left nothing. */
export async function showClosing(screen: Screen, { closed, folder }: Remains): Promise<void> {
  const step = screen.step("Nothing stays behind");
  const end = await closed;
  expectEqual("The runtime's exit code", isConnectionClosedError(end) ? end.exitCode : end.message, 0);
  expectEqual("Whether its folder is still there", existsSync(folder), false);
  step.done("the runtime has exited with code 0, and its folder is removed");
}
