import { expect, it } from "vitest";
import { Codex, webSocketTransport, type ConnectionChange } from "../../src/index.js";
import { message, startListeningRuntime, startTestRuntime } from "../../src/testing/index.js";
import { makeCertificate } from "../support/certificate.js";
import { startTlsProxy } from "../support/tls-proxy.js";

const token = "a-token-that-only-this-test-knows";

it("a runtime behind TLS is dialled with its authority, and the token is asked for at each dial, after a break too", async () => {
  const certificate = await makeCertificate("localhost");
  await using test = await startTestRuntime();
  await using runtime = await startListeningRuntime(test, { token });
  await using proxy = await startTlsProxy(runtime.address, certificate);
  let asked = 0;
  const transport = webSocketTransport({
    url: proxy.url,
    tls: { ca: certificate.cert },
    token: async () => {
      asked += 1;
      // Whoever issues them may be away for a moment, as the network is.
      if (asked === 2) throw new Error("busy");
      return token;
    },
  });
  await using codex = await Codex.connect({ transport, reconnect: { initialDelayMs: 10 } });
  test.model.enqueue(message("Hello"), message("Again"));
  const thread = await codex.startThread({ cwd: test.home.workspace, approvalMode: "deny_all" });
  expect((await thread.run("Hi")).finalResponse).toBe("Hello");
  expect(asked).toBe(1);

  const restored = new Promise<ConnectionChange>((resolve) => {
    codex.onConnectionChange((change) => {
      if (change.state === "connected") resolve(change);
    });
  });
  proxy.cut();
  await restored;
  expect((await thread.run("Hi again")).finalResponse).toBe("Again");
  expect([asked, proxy.accepted]).toEqual([3, 2]);
});
