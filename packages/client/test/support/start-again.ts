import type { ApprovalMode, Codex, Rpc } from "../../src/index.js";
import type { TestCodex, TestRuntime } from "../../src/testing/index.js";

/** A client whose runtime is a new process, and what another process had stored in its home. */
export interface StartedAgain<Stored, Mode extends ApprovalMode, Raw extends Rpc> extends TestCodex<
  Mode,
  Raw
> {
  readonly stored: Stored;
}

/**
 * Ends the runtime of a client and starts another one in the same home: no thread is loaded in it.
 *
 * @param store Stores threads with the first client, as many as the tests that share the new one open.
 * @param connect Connects the client of the new runtime.
 */
export async function startAgain<Stored, Mode extends ApprovalMode, Raw extends Rpc>(
  first: TestCodex<Mode, Raw>,
  store: (first: TestCodex<Mode, Raw>) => Promise<Stored>,
  connect: (runtime: TestRuntime["runtime"]) => Promise<Codex<Mode, Raw>>,
): Promise<StartedAgain<Stored, Mode, Raw>> {
  try {
    const stored = await store(first);
    // One process at a time writes a thread.
    await first.codex.close();
    const codex = await connect(first.runtime);
    const close = async (): Promise<void> => {
      await codex.close();
      await first.close();
    };
    return { ...first, codex, stored, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await first.close();
    throw error;
  }
}
