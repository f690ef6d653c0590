import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { afterEach, describe, expect, it, vi } from "vitest";
import { colored, progress } from "../../../src/cli/terminal.js";

/** A stream that says of itself what a terminal says. */
function screen(isTTY: boolean): { readonly stream: NodeJS.WritableStream; readonly shown: () => string } {
  const stream = new PassThrough();
  const { getColorDepth } = WriteStream.prototype;
  Object.assign(stream, isTTY ? { isTTY, getColorDepth } : {});
  return { stream, shown: () => String(stream.read() ?? "") };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("progress", () => {
  it("stands on a terminal while the work goes on, and is gone afterwards, also where the work fails", async () => {
    const { stream, shown } = screen(true);
    expect(await progress("generating …", () => Promise.resolve([shown()] as const), stream)).toEqual([
      "generating …",
    ]);
    expect(shown()).toBe("\r\u001B[K");
    const failure = new Error("no schema");
    await expect(progress("generating …", () => Promise.reject(failure), stream)).rejects.toBe(failure);
    expect(shown()).toBe("generating …\r\u001B[K");
  });

  it("says what is being done now in place of what was", async () => {
    const { stream, shown } = screen(true);
    const work = (say: (words: string) => void) => {
      say("reading …");
      return Promise.resolve(1);
    };
    await progress("fetching …", work, stream);
    expect(shown()).toBe("fetching …\r\u001B[Kreading …\r\u001B[K");
    const pipe = screen(false);
    await progress("fetching …", work, pipe.stream);
    expect(pipe.shown()).toBe("");
  });

  it("says nothing in a pipe", async () => {
    const { stream, shown } = screen(false);
    expect(await progress("generating …", () => Promise.resolve(1), stream)).toBe(1);
    expect(shown()).toBe("");
  });
});

describe("colour", () => {
  it.each<[string, boolean, Readonly<Record<string, string>>, string]>([
    ["on a terminal", true, { TERM: "xterm-256color" }, "\u001B[31merror:\u001B[39m"],
    ["not in a pipe", false, { TERM: "xterm-256color" }, "error:"],
    ["not where NO_COLOR is set", true, { TERM: "xterm-256color", NO_COLOR: "1" }, "error:"],
    ["not on a terminal that has none", true, { TERM: "dumb" }, "error:"],
  ])("%s", (_name, isTTY, env, expected) => {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS", "CI"]) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(colored("red", "error:", screen(isTTY).stream)).toBe(expected);
  });
});
