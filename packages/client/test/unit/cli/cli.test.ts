import { describe, expect, it } from "vitest";

import { runCli } from "../../../src/cli/cli.js";
import { CLIENT_VERSION } from "../../../src/connect/client-version.js";

async function run(...args: readonly string[]) {
  const told = { stdout: "", stderr: "" };
  const code = await runCli(args, {
    stdout: { write: (text) => (told.stdout += text) },
    stderr: { write: (text) => (told.stderr += text) },
  });
  return { code, ...told };
}

describe("codex-typed", () => {
  it.each([["--help"], ["-h"], ["demo", "--help"]])("shows on stdout how it is used: %s", async (...args) => {
    expect(await run(...args)).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Usage: codex-typed demo\n/),
      stderr: "",
    });
  });

  it.each([["--version"], ["-V"]])("says which version it is: %s", async (flag) => {
    expect(await run(flag)).toEqual({ code: 0, stdout: `${CLIENT_VERSION}\n`, stderr: "" });
  });

  it.each([
    [[], "which command?"],
    [["dmeo"], 'there is no command "dmeo"'],
    [["demo", "now"], 'demo takes no argument, but was given "now"'],
    [["demo", "--fast"], "Unknown option '--fast'"],
  ])("refuses %j on stderr", async (args, why) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`codex-typed: ${why}`);
    expect(stderr).toContain("\n\nUsage: codex-typed demo\n");
    expect(stderr.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});
