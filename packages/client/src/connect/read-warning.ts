import type { Warning } from "../diagnostics/warning.js";
import { isRecord, memberOf, textOf } from "../lib/guards.js";
import type { ServerNotifications } from "../generated/methods.js";
import type { Notification } from "../rpc/messages.js";
import type { UnreadableMessage } from "../rpc/protocol-connection.js";

/** What the runtime warns by. A new notification that is named like these does not compile until it is listed below. */
type WarningMethod = Extract<
  keyof ServerNotifications,
  "warning" | `${string}Warning` | `${string}Notice` | `${string}/warning`
>;

const methods: { readonly [Method in WarningMethod | "error"]: true } = {
  configWarning: true,
  deprecationNotice: true,
  error: true,
  guardianWarning: true,
  warning: true,
  "windows/worldWritableWarning": true,
};

/** The notifications that are warnings, or may be. */
export const WARNING_METHODS: readonly string[] = Object.keys(methods);

/**
 * Reads a warning from its notification; `undefined` where it is none. The params may be those of another runtime version: nothing is taken
 * for granted.
 */
export function readWarning({ method, params }: Notification): Omit<Warning, "at"> | undefined {
  const fields = isRecord(params) ? params : {};
  if (method === "error" && fields["willRetry"] !== true) return undefined;
  const { message, summary, details, threadId } = fields;
  const text = [message, summary, details].filter((part) => typeof part === "string").join(" ");
  return {
    method,
    message:
      (method === "error" ? describeRetry(fields) : undefined) ??
      (text || describeFolders(fields) || (JSON.stringify(params) ?? method)),
    ...(typeof threadId === "string" ? { threadId } : {}),
  };
}

/** The answer of a provider may stand there whole. */
const longestDetails = 500;

/** An `error` after which the runtime calls the model again: each attempt is told, the last as the end of the turn. */
function describeRetry({ error }: Readonly<Record<string, unknown>>): string | undefined {
  const message = textOf(memberOf(error, "message"));
  if (message === undefined) return undefined;
  const details = textOf(memberOf(error, "additionalDetails"))?.slice(0, longestDetails) ?? "";
  return `The model could not be reached and is called again: ${message} ${details}`.trimEnd();
}

/** `windows/worldWritableWarning` has no text of its own, only examples of folders and how many more there are. */
function describeFolders({ samplePaths, extraCount }: Readonly<Record<string, unknown>>): string | undefined {
  if (!Array.isArray(samplePaths)) return undefined;
  const more = typeof extraCount === "number" && extraCount > 0 ? ` and ${String(extraCount)} more` : "";
  return `The sandbox cannot protect folders that everybody may write to: ${samplePaths.join(", ")}${more}.`;
}

/** What to warn of where a message lacks what the protocol says it has: it was not acted on. */
export function unreadableWarning({ method, lack }: UnreadableMessage): Omit<Warning, "at"> {
  return {
    method: "client/unreadableMessage",
    message: `The server sent ${method} without a ${lack === "" ? "body" : lack} that can be read. It was passed on as it is, and not acted on.`,
  };
}
