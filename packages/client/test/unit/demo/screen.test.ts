import { describe, expect, it } from "vitest";
import { Screen, type Output } from "../../../src/demo/screen.js";

const ESCAPE = "\u001b[";

function output(traits: Omit<Output, "write"> = {}): Output & { readonly text: string } {
  let text = "";
  return {
    ...traits,
    write(chunk) {
      text += chunk;
    },
    get text() {
      return text;
    },
  };
}

function showSomething(out: Output): void {
  const screen = new Screen(out);
  const step = screen.step("A step");
  screen.say(
    "A sentence that is long enough to need more than one line on anything but the widest of terminals.",
  );
  screen.command("ls", "to look");
  screen.decision("yes");
  step.done("a conclusion that leaves little room for the time that is to stand at the very right");
}

describe("the screen", () => {
  it("takes a terminal that says it has no columns for one of the usual width", () => {
    const [unsized, usual] = [output({ columns: 0 }), output()];
    showSomething(unsized);
    showSomething(usual);
    expect(unsized.text).toBe(usual.text);
  });

  it.each<[string, { given: Omit<Output, "write">; colored: boolean }]>([
    ["a pipe", { given: {}, colored: false }],
    ["a pipe that claims colours", { given: { hasColors: () => true }, colored: false }],
    ["a terminal", { given: { isTTY: true, hasColors: () => true }, colored: true }],
    ["a terminal under NO_COLOR", { given: { isTTY: true, hasColors: () => false }, colored: false }],
  ])("colours as fits %s", (_, { given, colored }) => {
    const out = output(given);
    showSomething(out);
    expect(out.text.includes(ESCAPE)).toBe(colored);
  });

  it.each([[40], [60], [80], [200]])(
    "fits a terminal of %i columns, and is never wider than 80",
    (columns) => {
      const out = output({ isTTY: true, columns });
      showSomething(out);
      const longest = Math.max(...out.text.split("\n").map((line) => line.length));
      expect(longest).toBeLessThanOrEqual(Math.min(columns, 80));
    },
  );

  it("shows streamed text as it comes on a terminal", () => {
    const out = output({ isTTY: true });
    const stream = new Screen(out).stream();
    stream.write("one ");
    expect(out.text).toBe("   │ one ");
    stream.write("two\nthree");
    stream.end();
    expect(out.text).toBe("   │ one two\n   │ three\n");
  });

  it("shows streamed text as a whole elsewhere", () => {
    const out = output();
    const stream = new Screen(out).stream();
    stream.write("one ");
    expect(out.text).toBe("");
    stream.write("two");
    stream.end();
    expect(out.text).toBe("   │ one two\n");
  });

  it("takes back on a terminal what it said while waiting, and says nothing elsewhere", async () => {
    const terminal = output({ isTTY: true });
    const waiting = new Screen(terminal).during("waiting", Promise.resolve(1));
    expect(terminal.text).toContain("… waiting");
    expect(await waiting).toBe(1);
    expect(terminal.text.endsWith(`\r${ESCAPE}2K`)).toBe(true);

    const pipe = output();
    await new Screen(pipe).during("waiting", Promise.resolve());
    expect(pipe.text).toBe("");
  });
});
