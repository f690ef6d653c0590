import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";

import { message, startTestCodex } from "../../src/testing/index.js";

const traceId = "0af7651916cd43dd8448eb211c80319c";

/** Takes traces, and keeps none. */
async function startCollector(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/traces`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it("a runtime that exports traces continues the caller's, and passes it on to the model", async () => {
  await using collector = await startCollector();
  await using test = await startTestCodex({
    config: { otel: { trace_exporter: { "otlp-http": { endpoint: collector.url, protocol: "json" } } } },
    traceContext: () => ({ traceparent: `00-${traceId}-b7ad6b7169203331-01`, tracestate: "vendor=1" }),
  });
  test.model.enqueue(message("Hello"));
  await (await test.codex.startThread()).run("Hi");
  const [request] = test.model.requests;
  expect(request?.headers["traceparent"]).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect(request?.headers["tracestate"]).toBe("vendor=1");
});
