import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isUsageError } from "../../../src/errors/usage-error.js";
import { isRuntimeNotFoundError } from "../../../src/transport/stdio/runtime-not-found-error.js";
import { stdioTransport, type StdioTransportOptions } from "../../../src/transport/stdio/stdio.js";
import { openFixture } from "./open-fixture.js";

const root = realpathSync(mkdtempSync(join(tmpdir(), "codex-typed-stdio-")));
afterAll(() => rmSync(root, { recursive: true }));

describe("the process gets", () => {
  test("its arguments, its directory, and the given environment but no other", async () => {
    const { channel, received } = await openFixture("echo", ["a b", "--x=é"], {
      cwd: root,
      env: { ONLY: "this", GONE: undefined },
    });
    const [hello] = await received(1);
    expect(hello?.params).toMatchObject({ args: ["a b", "--x=é"], cwd: root, env: { ONLY: "this" } });
    expect(hello?.params).not.toHaveProperty("env.GONE");
    expect(hello?.params).not.toHaveProperty("env.PATH");
    await channel.close();
  });

  test("the environment of this process if none is given, and each message on a line", async () => {
    process.env["CODEX_TYPED_TEST"] = "inherited";
    const { channel, received } = await openFixture("echo");
    delete process.env["CODEX_TYPED_TEST"];
    channel.send('{"method":"grüße 😀"}');
    channel.send(JSON.stringify({ big: "x".repeat(300_000) }));
    const [hello, first, second] = await received(3);
    expect(hello).toHaveProperty("params.env.CODEX_TYPED_TEST", "inherited");
    expect(first?.params).toBe('{"method":"grüße 😀"}');
    expect(second?.params).toHaveLength(300_010);
    await channel.close();
  });
});

test("messages arrive whole, however their bytes are split", async () => {
  const { channel, received } = await openFixture("drip-utf8");
  expect(await received(2)).toEqual([{ method: "grüße 😀" }, { method: "日本" }]);
  await channel.close();
});

test("every open starts a process of its own", async () => {
  const transports = [await openFixture("echo"), await openFixture("echo")];
  const hellos = await Promise.all(transports.map(({ received }) => received(1)));
  expect(new Set(hellos.map(([hello]) => hello?.params.pid)).size).toBe(2);
  await Promise.all(transports.map(({ channel }) => channel.close()));
});

describe("open rejects", () => {
  const sink = { message: () => undefined, closed: () => expect.unreachable() };
  const open = (options: StdioTransportOptions, signal?: AbortSignal) =>
    stdioTransport(options).open(sink, signal === undefined ? {} : { signal });
  const path = process.execPath;

  test("where there is no binary", async () => {
    await expect(open({ path: join(root, "codex") })).rejects.toSatisfy(isRuntimeNotFoundError);
  });

  test.each([
    ["does not exist", () => join(root, "nowhere")],
    ["is not a directory", () => file()],
  ])("where the working directory %s", async (fault, cwdOf) => {
    const cwd = cwdOf();
    const failure = open({ path, cwd });
    await expect(failure).rejects.toSatisfy(isUsageError);
    await expect(failure).rejects.toMatchObject({
      option: "cwd",
      message: `The working directory ${cwd} ${fault}.`,
    });
  });

  test("where a value cannot be passed on, without quoting the environment", async () => {
    const failure = open({ path, env: { TOKEN: "secret\0value" } });
    await expect(failure).rejects.toSatisfy(isUsageError);
    await failure.catch((error: Error) =>
      expect(`${error.message}${String(error.cause)}`).not.toContain("secret"),
    );
  });

  test("with the reason of an abort, before and while the process starts", async () => {
    const reason = new Error("enough");
    await expect(open({ path }, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const opening = open({ path, args: ["-e", "setTimeout(() => {}, 20_000)"] }, controller.signal);
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
  });

  function file(): string {
    const path = join(root, "a-file");
    writeFileSync(path, "");
    return path;
  }
});
