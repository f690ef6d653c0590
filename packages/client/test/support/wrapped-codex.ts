import {
  Codex,
  stdioTransport,
  type ConnectOptions,
  type ExperimentalRpc,
  type Transport,
} from "../../src/index.js";
import type { UnattendedMode } from "../../src/operation/approval-mode.js";
import { startTestRuntime, type TestCodex, type TestRuntimeOptions } from "../../src/testing/index.js";

/** A client over a transport that a test has wrapped. */
export interface WrappedCodex<Wrapped extends Transport> extends TestCodex<UnattendedMode, ExperimentalRpc> {
  readonly transport: Wrapped;
}

/** Starts a runtime, and connects to it over what `wrap` makes of its transport. */
export async function startWrapped<Wrapped extends Transport>(
  wrap: (transport: Transport) => Wrapped,
  {
    config = {},
    experimentalApi,
  }: Pick<TestRuntimeOptions, "config"> & Pick<ConnectOptions, "experimentalApi"> = {},
): Promise<WrappedCodex<Wrapped>> {
  const test = await startTestRuntime({ config });
  const transport = wrap(stdioTransport(test.runtime));
  // The overloads of `connect` tell apart what is known here only at run time.
  const codex = await Codex.connect({ transport, experimentalApi: experimentalApi as true });
  const close = async (): Promise<void> => {
    await codex.close();
    await test.close();
  };
  return { ...test, transport, codex, close, [Symbol.asyncDispose]: close };
}
