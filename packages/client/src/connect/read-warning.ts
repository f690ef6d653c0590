import type { Warning } from "../diagnostics/warning.js";
import { isRecord } from "../lib/guards.js";
import type { ServerNotifications } from "../generated/methods.js";
import type { Notification } from "../rpc/messages.js";
import type { UnreadableMessage } from "../rpc/protocol-connection.js";

/** What the runtime warns by. A new notification that is named like these does not compile until it is listed below. */
type WarningMethod = Extract<
  keyof ServerNotifications,
  "warning" | `${string}Warning` | `${string}Notice` | `${string}/warning`
>;

const methods: { readonly [Method in WarningMethod]: true } = {
  configWarning: true,
  deprecationNotice: true,
  guardianWarning: true,
  warning: true,
  "windows/worldWritableWarning": true,
};

/** The notifications that are warnings. */
export const WARNING_METHODS: readonly string[] = Object.keys(methods);

/** Reads a warning from its notification. The params may be those of another runtime version: nothing is taken for granted. */
export function readWarning({ method, params }: Notification): Omit<Warning, "at"> {
  const fields = isRecord(params) ? params : {};
  const { message, summary, details, threadId } = fields;
  const text = [message, summary, details].filter((part) => typeof part === "string").join(" ");
  return {
    method,
    message: text || describeFolders(fields) || (JSON.stringify(params) ?? method),
    ...(typeof threadId === "string" ? { threadId } : {}),
  };
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
