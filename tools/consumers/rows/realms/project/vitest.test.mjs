import * as client from "@codex-typed/client";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inThisRealm } from "./in-this-realm.cjs";

inThisRealm({ ...client, noProgram: join(import.meta.dirname, "no-program") }, test, expect);

test("`await using`, as vitest compiles it, closes the client", async () => {
  const { env, cwd } = JSON.parse(process.env.CONSUMER);
  let held;
  {
    await using codex = await client.Codex.connect({ runtime: { env, cwd } });
    held = codex;
  }
  const error = await held.listThreads().catch((error) => error);
  expect(client.isConnectionClosedError(error)).toBe(true);
});
