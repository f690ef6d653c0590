import { expect, test } from "vitest";
import { openFixture } from "./open-fixture.js";

test("the lines of stderr are told as they come, the last without an end too, and the tail is kept", async () => {
  const lines: string[] = [];
  const { closed, channel } = await openFixture("exit-with-stderr", [], {
    onStderr: (line) => void lines.push(line),
  });
  const end = await closed;
  await channel.close();
  expect(lines).toEqual(["first line", "Error: CODEX_HOME points to /nowhere"]);
  expect(end).toMatchObject({ stderrTail: "first line\nError: CODEX_HOME points to /nowhere" });
});

test("what the listener throws is an uncaughtException, and the tail is kept", async () => {
  const thrown: unknown[] = [];
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => void thrown.push(error.message));
  try {
    const { closed, channel } = await openFixture("exit-with-stderr", [], {
      onStderr: (line) => {
        throw new RangeError(line);
      },
    });
    expect(await closed).toMatchObject({ stderrTail: "first line\nError: CODEX_HOME points to /nowhere" });
    await channel.close();
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
  }
  expect(thrown).toEqual(["first line", "Error: CODEX_HOME points to /nowhere"]);
});
