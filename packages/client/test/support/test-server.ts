import { unixSocketTransport, webSocketTransport, type Transport } from "../../src/index.js";
import {
  startListeningRuntime,
  startTestRuntime,
  type ListeningRuntime,
  type ListeningRuntimeOptions,
  type TestRuntime,
  type TestRuntimeOptions,
} from "../../src/testing/index.js";

/** A runtime that listens, with the home and the model that it has. */
export interface TestServer extends TestRuntime {
  readonly listening: ListeningRuntime;
  /** Reaches it. */
  readonly transport: Transport;
}

/** Starts a server that a test, or all tests of a file, connect clients to. */
export async function startTestServer(
  config: TestRuntimeOptions["config"] = {},
  listen: ListeningRuntimeOptions["listen"] = "ws",
): Promise<TestServer> {
  const test = await startTestRuntime({ config });
  const listening = await startListeningRuntime(test, { listen });
  const { address } = listening;
  const close = async (): Promise<void> => {
    await listening[Symbol.asyncDispose]();
    await test.close();
  };
  return {
    ...test,
    listening,
    transport: listen === "unix" ? unixSocketTransport(address) : webSocketTransport({ url: address }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
