import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { runGroup } from "../../bump-runtime/run-group.js";

const FOREVER = "setInterval(() => {}, 1000)";
/** Writes to the file that it is given, again and again. */
const BEATING = 'setInterval(() => require("node:fs").appendFileSync(process.argv[1], "."), 10)';
/** Starts another process, as npx starts pnpm. */
const PARENT = `
  require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(BEATING)}, process.argv[1]], { stdio: "inherit" });
  ${FOREVER};
`;

it.skipIf(process.platform === "win32")("ends with a program what the program started", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "bump-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, "beats");
  const beats = (): Promise<number> =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  const stop = new AbortController();
  const child = runGroup(folder, [process.execPath, "-e", PARENT, file], stop.signal);
  await expect.poll(beats, { timeout: 10_000 }).toBeGreaterThan(0);
  stop.abort();
  await expect(child).rejects.toThrow();
  const last = await beats();
  await wait(200);
  expect(await beats()).toBe(last);
});

it("does not let go on what is stopped already", async () => {
  const program = [process.execPath, "-e", FOREVER] as const;
  await expect(runGroup(process.cwd(), program, AbortSignal.abort())).rejects.toThrow();
});

it("hands on what a program printed, to either stream", async () => {
  const program = 'console.log("out"); console.error("err")';
  const { all } = await runGroup(process.cwd(), [process.execPath, "-e", program]);
  expect(all.split("\n").sort()).toEqual(["err", "out"]);
});
