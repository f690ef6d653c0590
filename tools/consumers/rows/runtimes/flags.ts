import type { Project, Reach } from "../../harness.js";

/** The least flags of Deno, as docs/runtimes.md has them. */
export function denoFlags(_project: Project, reach: Reach): readonly string[] {
  const env = `--allow-env=CONSUMER${reach === "stdio" ? ",NODE_V8_COVERAGE" : ""}`;
  const flags = {
    stdio: ["--allow-read", "--allow-sys=uid", "--allow-run"],
    unix: ["--allow-read", "--allow-write", "--allow-net"],
    socket: ["--allow-net=127.0.0.1"],
    wss: ["--allow-net=localhost"],
  };
  return ["run", "--no-prompt", env, ...flags[reach]];
}

/** The least flags of Node's permission model. */
export function nodeFlags(major: number, reach: Reach): readonly string[] {
  const network = major >= 25 ? ["--allow-net"] : [];
  return ["--permission", "--allow-fs-read=*", ...(reach === "stdio" ? ["--allow-child-process"] : network)];
}
