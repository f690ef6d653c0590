import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

it("the client says the version of its package, unless it is told another", async () => {
  const manifest = await readFile(new URL("../../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const said = async (options: object): Promise<unknown> => {
    const server = new FakeServer();
    await using _codex = await Codex.connect({ transport: server, ...options });
    const { params } = JSON.parse(server.sent[0] ?? "") as { params: { clientInfo: { version: unknown } } };
    return params.clientInfo.version;
  };
  // `npm run version` sets both.
  expect(await said({})).toBe(version);
  expect(await said({ clientInfo: { name: "mine", version: "7.0.0" } })).toBe("7.0.0");
});
