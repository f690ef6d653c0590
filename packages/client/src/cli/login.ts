import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { findRuntime } from "../transport/stdio/runtime-binary.js";
import { isRuntimeNotFoundError } from "../transport/stdio/runtime-not-found-error.js";

/**
 * Runs `codex login` of the installed runtime in this terminal, and answers with its exit code. Not every package manager puts
 * the program `codex` where `npx` finds it; an `npx codex` that finds none offers to install a stranger's package of that name.
 */
export async function runLogin(
  args: readonly string[],
  stderr: { write(text: string): unknown },
): Promise<number> {
  try {
    const { path } = findRuntime();
    // The terminal sends its signals to both; the login ends by them, and this program with the login.
    for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
    const child = spawn(path, ["login", ...args], { stdio: "inherit" });
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal ?? "SIGKILL"];
  } catch (error) {
    if (!isRuntimeNotFoundError(error)) throw error;
    stderr.write(`codex-typed: ${error.message}\n`);
    return 1;
  }
}
