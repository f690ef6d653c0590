import { ThreadMethods } from "../generated/surface.js";
import type { ApprovalMode, UnattendedMode } from "../operation/approval-mode.js";
import { inspectAs } from "../lib/inspect-as.js";
import type { ThreadHandle } from "../session/thread-handle.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import { ThreadGoals } from "./thread-goals.js";
import { threadRunner } from "./thread-runner.js";

/** Holds the modes that a handle admits: `Thread<"deny_all">` takes fewer, so it is no `Thread<ApprovalMode>`. */
declare const admits: unique symbol;

/**
 * A thread of the runtime, opened by {@link Codex.startThread}, {@link Codex.resumeThread} or {@link Codex.forkThread}.
 *
 * Whatever approval mode and sandbox were asked of this handle hold for every turn that it starts, also where the runtime
 * itself would have dropped them; and with a sandbox around the working folder, that folder. A turn of somebody else's that begins
 * at the same moment as one of this handle, and would take its text up under another sandbox, is interrupted: on a server that
 * several clients share, a narrow `run` may so end another client's wider turn. The `run` then rejects with
 * ApprovalModeNotAppliedError.
 *
 * @example
 * ```ts
 * const thread = await codex.startThread({ cwd, approvalMode: "deny_all" });
 * const { finalResponse } = await thread.run("Summarise this repository");
 * ```
 */
export class Thread<Mode extends ApprovalMode = UnattendedMode, Profile = never>
  extends ThreadMethods<Mode, Thread<Mode, Profile>, Profile>
  implements AsyncDisposable
{
  static {
    inspectAs(this, "Thread", (thread) => {
      const { approvalMode, sandbox, cwd } = thread.settings;
      return { id: thread.id, mode: approvalMode, sandbox: sandbox.type, cwd, state: thread.#handle.state };
    });
  }
  declare readonly [admits]: (mode: Mode) => void;

  /** The runtime's id of the thread. */
  readonly id: string;
  /** What the server pursues on this thread by itself: set, read and take away its goal. */
  readonly goal: ThreadGoals;
  readonly #handle: ThreadHandle;

  /** @internal */
  constructor(handle: ThreadHandle) {
    super(threadRunner(handle, (opened) => new Thread<Mode, Profile>(opened)));
    this.id = handle.id;
    this.goal = new ThreadGoals(handle);
    this.#handle = handle;
  }

  /** What is in force on the thread, as the server last said. */
  get settings(): ThreadSettings {
    return this.#handle.settings;
  }

  /**
   * Lets go of the thread: turns of this client that run on it are interrupted, nothing of it stays in this client, and the runtime
   * may unload it. It stays stored: `codex.resumeThread(id)` opens it again. While another handle of the thread is open, only
   * this one is closed. May be called again.
   *
   * Protocol method `thread/unsubscribe`.
   *
   * @example
   * ```ts
   * await thread.close();
   * ```
   */
  close(): Promise<void> {
    return this.#handle.close();
  }

  /** The same as {@link Thread.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
