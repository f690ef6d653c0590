import { createRequire } from "node:module";
import { expect, test } from "vitest";

const loaded = (): string[] =>
  Object.keys(createRequire(import.meta.url).cache).filter((file) => /[\\/]ws[\\/]lib[\\/]/.test(file));

test("ws is loaded by the first dial, not by the package", async () => {
  const { webSocketTransport } = await import("../../../src/index.js");
  const transport = webSocketTransport({ url: "ws://127.0.0.1:9" });
  expect(loaded()).toEqual([]);
  await transport.open({ message: () => undefined, closed: () => undefined }).catch(() => undefined);
  expect(loaded()).not.toEqual([]);
});
