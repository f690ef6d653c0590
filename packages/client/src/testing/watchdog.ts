import { spawn } from "node:child_process";

/**
 * Ends a process tree, and removes a folder, when this process is no more: a death by SIGKILL runs no exit listener, and a runtime that
 * listens takes no notice of the end of its input. A shell waits at a pipe for it, in a session of its own, so that what ends a whole
 * group of processes does not end it as well. Not on Windows, where there is no such shell.
 *
 * @returns Lets the watchdog go without a deed.
 */
export function watchThisProcess(pid: number, folder: string): Disposable {
  if (process.platform === "win32") return { [Symbol.dispose]: () => undefined };
  const watchdog = spawn("/bin/sh", ["-c", script, "sh", String(pid), folder], {
    cwd: "/",
    detached: true,
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell it is as on Windows; a pipe that breaks has nobody to hear it.
  watchdog.on("error", () => undefined);
  watchdog.stdin.on("error", () => undefined);
  watchdog.unref();
  return { [Symbol.dispose]: () => void watchdog.stdin.end("released\n") };
}

/** Nothing to read means that the other end is closed. SIGTERM first: only then the runtime ends the commands that it runs. */
const script = `read -r _ || { kill -s TERM -- "-$1"; sleep 1; kill -s KILL -- "-$1"; rm -rf -- "$2"; }`;
