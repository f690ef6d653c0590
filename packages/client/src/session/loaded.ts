import { UsageError } from "../errors/usage-error.js";
import type { Prepared } from "../operation/operation.js";
import type { CallOptions } from "../rpc/call-options.js";
import { threadIdOf } from "./ids.js";
import type { Session } from "./session.js";

/**
 * A thread that is loaded keeps the configuration that it was loaded with: the runtime ignores, and does not say so, what a resume has of
 * it.
 *
 * @param option One that was given of those that it ignores.
 * @throws UsageError if the thread that is to be resumed is loaded.
 */
export async function refuseLoaded(
  session: Session,
  operation: string,
  { params }: Prepared,
  option: string,
  { signal, timeoutMs }: CallOptions,
): Promise<void> {
  const threadId = threadIdOf(params);
  for await (const loaded of session.pages<string>("thread/loaded/list", {}, { signal, timeoutMs })) {
    if (loaded !== threadId) continue;
    if (option === "modelProvider") {
      const { thread } = await session.call("thread/read", { threadId }, { signal, timeoutMs });
      if (thread.modelProvider === params[option]) return;
    }
    const instead =
      option === "effort" ? "Give effort to run, which holds for later turns too, or fork it" : "Fork it";
    throw new UsageError(
      option,
      `${operation}: thread ${threadId} is loaded, and keeps the ${option} that it was loaded with. ${instead} with codex.forkThread("${threadId}", …).`,
    );
  }
}
