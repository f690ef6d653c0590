import { memberOf, textOf } from "../lib/guards.js";
import { canonicalId } from "../lib/uuid.js";
import type { ErrorPayload } from "./messages.js";
import { ThreadNotFoundError } from "./thread-not-found-error.js";

interface Refusal {
  /** How the server's words begin. `ID` stands for the thread's id: of another thread the call is not. */
  readonly begins: string;
  readonly reason: ThreadNotFoundError["reason"];
}

/** What codex 0.171.0 says where the thread of a call is not there. */
const refusals: readonly Refusal[] = [
  // Resume, fork, archive, delete, name: of what was never stored too, since it has had no turn or is ephemeral.
  { begins: "no rollout found for thread id ID", reason: "unknown" },
  // Unarchive.
  { begins: "no archived rollout found for thread id ID", reason: "unknown" },
  // Read, list its turns.
  { begins: "thread not loaded: ID", reason: "unknown" },
  // Turns, goals, compaction, reviews: of what is stored and not loaded, or archived, too.
  { begins: "thread not found: ID", reason: "unknown" },
  // Resume, fork.
  { begins: "session ID is archived", reason: "archived" },
  { begins: "invalid session id: ", reason: "malformed" },
  { begins: "invalid thread id: ", reason: "malformed" },
];

/** What is wrong, and what to do about it. */
const words: Readonly<Record<ThreadNotFoundError["reason"], (id: string, method: string) => string>> = {
  archived: (id) => `Thread ${id} is archived. Bring it back with codex.unarchiveThread("${id}").`,
  malformed: (id) =>
    `${JSON.stringify(id)} is no id of a thread: that is a UUID, as thread.id and codex.threads() give it.`,
  unknown: (id, method) =>
    method === "thread/unarchive"
      ? `There is no archived thread ${id}. codex.threads({ archived: true }) lists those of this CODEX_HOME.`
      : `There is no thread ${id}. codex.threads() lists what is stored in this CODEX_HOME, and codex.threads({ archived: true }) what is ` +
        "archived; one that has had no turn yet, or is ephemeral, is not stored.",
};

/**
 * The error of a refusal that says that the thread of a call is not there; `undefined` for every other.
 *
 * @param params The call's params, as JSON.
 */
export function missingThread(
  method: string,
  params: string | undefined,
  error: ErrorPayload,
): ThreadNotFoundError | undefined {
  const refusal = refusals.find(({ begins }) => error.message.startsWith(begins.replace(/ID.*$/, "")));
  if (refusal === undefined || params === undefined) return undefined;
  const id = textOf(memberOf(JSON.parse(params), "threadId"));
  if (id === undefined || !error.message.startsWith(refusal.begins.replace("ID", canonicalId(id))))
    return undefined;
  const { reason } = refusal;
  const message = `${words[reason](id, method)} (${method}: ${error.message})`;
  return new ThreadNotFoundError(method, { ...error, message }, id, reason);
}
