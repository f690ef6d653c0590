import { parseArgs } from "node:util";
import { CLIENT_VERSION } from "../connect/client-version.js";

/** Where a program writes to. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const HELP = `Usage: codex-typed demo
       codex-typed login [ARGS]

Commands:
  demo           real turns of Codex in each approval mode, and who decided what
  login          codex login, by the runtime that came with this package; ARGS
                 are its own, such as status or --device-auth

Options:
  -h, --help     show this
  -V, --version  show the version of @codex-typed/client

The demo needs no login and no network: the model is a script on localhost, all
else is the runtime that is installed with this package. It works in a folder of
its own, and removes it.

Exit codes: 0 fine, 1 something was not as the demo says, 2 wrong usage,
130 interrupted.
`;

/** Runs the command line `args`, and answers with the exit code, or with nothing where the command sets it by itself. */
export async function runCli(
  args: readonly string[],
  { stdout, stderr }: Streams,
): Promise<number | undefined> {
  const [command, ...rest] = args;
  if (command === "login") {
    const { runLogin } = await import("./login.js");
    return runLogin(rest, stderr);
  }
  const given = read(args);
  if (typeof given === "string") {
    stderr.write(`codex-typed: ${given}\n\n${HELP}`);
    return 2;
  }
  if (given.help) {
    stdout.write(HELP);
    return 0;
  }
  if (given.version) {
    stdout.write(`${CLIENT_VERSION}\n`);
    return 0;
  }
  const { runDemoProgram } = await import("../demo/program.js");
  await runDemoProgram({ epilogue: "Read next: the quick start in the README of @codex-typed/client." });
  return undefined;
}

interface CommandLine {
  readonly help?: boolean;
  readonly version?: boolean;
}

/** What is wanted, or what is wrong with it. */
function read(args: readonly string[]): CommandLine | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, version: { type: "boolean", short: "V" } },
    });
    if (values.help || values.version) return values;
    const [command, ...rest] = positionals;
    if (command === undefined) return "which command?";
    if (command !== "demo") return `there is no command "${command}"`;
    return rest.length === 0 ? values : `demo takes no argument, but was given "${rest.join(" ")}"`;
  } catch (error) {
    // Node goes on with advice for programs that take any argument.
    return (error as Error).message.replace(/\. .*$/, "");
  }
}
