import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import { isInvalidRequestError } from "../../../src/rpc/rpc-error.js";
import { stdioTransport } from "../../../src/transport/stdio/stdio.js";

const home = mkdtempSync(join(tmpdir(), "codex-typed-home-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const env = { CODEX_HOME: home, PATH: process.env["PATH"] };
const clientInfo = { name: "t", title: null, version: "0" };

test("the real runtime answers, refuses what it should, and goes when it is asked to", async () => {
  const connection = await Connection.open({ transport: stdioTransport({ env, cwd: home }) });
  await expect(connection.request("model/list", {})).rejects.toSatisfy(isInvalidRequestError);
  expect(await connection.request("initialize", { clientInfo })).toMatchObject({ codexHome: home });
  connection.notify("initialized");

  const unknown = connection.request("no/such/method", {});
  await expect(unknown).rejects.toMatchObject({ name: "InvalidRequestError", code: -32600 });
  await unknown.catch((error: Error) => expect(error.message.length).toBeGreaterThan(4_000));

  const models = await Promise.all(Array.from({ length: 100 }, () => connection.request("model/list", {})));
  expect(models).toHaveLength(100);

  await connection.close();
  expect(await connection.closed).toMatchObject({ reason: "closed", exitCode: 0, signal: null });
});

test("a runtime that cannot start says why", async () => {
  const transport = stdioTransport({ env: { ...env, CODEX_HOME: join(home, "nowhere") } });
  const connection = await Connection.open({ transport });
  const call = connection.request("initialize", { clientInfo });
  await expect(call).rejects.toMatchObject({ name: "ConnectionClosedError", reason: "exited", exitCode: 1 });
  await call.catch((error: Error) => expect(error.message).toContain("CODEX_HOME"));
  expect(await call.catch((error: unknown) => error)).toBe(await connection.closed);
});
