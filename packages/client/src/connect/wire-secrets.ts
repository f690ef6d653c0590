import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import type { ServerNotifications, ServerRequests } from "../generated/methods.js";

/** What of a message is hidden: all of it, or what stands at these paths, where `*` is any member or item. */
type Hidden = "all" | readonly string[];

interface Secrets {
  readonly params?: Hidden;
  readonly result?: Hidden;
}

type Method = keyof ExperimentalClientRequests | keyof ServerRequests | keyof ServerNotifications;

const ofThread: Secrets = { params: ["config"] };

/** What the runtime sends or takes, and its schema does not list. */
type Unlisted = "getAuthStatus" | "rawResponseItem/completed";

/**
 * Where the protocol holds secrets: logins, tokens, codes and addresses that log somebody in, configurations, environments, what is
 * typed into a program or answered to a question. A method that the protocol no longer has does not compile.
 */
const secrets: { readonly [M in Method | Unlisted]?: Secrets } = {
  "account/bedrock/discover": { params: "all", result: "all" },
  "account/bedrock/setup": { params: "all", result: "all" },
  "account/chatgptAuthTokens/refresh": { result: "all" },
  "account/gatewayOAuth/changed": { params: "all" },
  "account/gatewayOAuth/login": { params: "all", result: "all" },
  "account/gatewayOAuth/read": { result: "all" },
  "account/gcp/setup": { params: "all", result: "all" },
  "account/login/completed": { params: ["error"] },
  "account/login/start": { params: "all", result: "all" },
  "accountSession/switch": { result: "all" },
  "attestation/generate": { result: "all" },
  "command/exec": { params: ["env"] },
  "command/exec/write": { params: "all" },
  "config/batchWrite": { params: ["edits.*.value"] },
  "config/read": { result: "all" },
  "config/value/write": { params: ["value"] },
  "configRequirements/read": { result: "all" },
  "environment/add": { params: "all" },
  getAuthStatus: { result: "all" },
  "item/tool/requestUserInput": { result: "all" },
  "mcpServer/elicitation/request": { result: ["content"] },
  "mcpServer/oauth/login": { result: "all" },
  "modelProvider/config/write": { params: "all" },
  "process/spawn": { params: ["env"] },
  "process/writeStdin": { params: "all" },
  "rawResponseItem/completed": { params: ["item.action.env"] },
  "remoteControl/pairing/start": { result: "all" },
  "remoteControl/pairing/status": { params: "all" },
  "thread/fork": ofThread,
  "thread/resume": ofThread,
  "thread/start": ofThread,
  "userVerification/enroll": { params: "all", result: "all" },
  "userVerification/verify": { params: "all", result: "all" },
};

const byMethod: ReadonlyMap<string, Secrets> = new Map(Object.entries(secrets));

/** What stands in place of a secret. */
const hidden = "[hidden]";

/** A message's params or result without its secrets. */
export function withoutSecrets(method: string, part: "params" | "result", value: unknown): unknown {
  const places = byMethod.get(method)?.[part];
  if (places === undefined || value === undefined) return value;
  if (places === "all") return hidden;
  return places.reduce<unknown>((rest, place) => withoutPlace(rest, place.split(".")), value);
}

/** Whether an error that answers the method may quote what it was given. */
export function mayQuoteSecrets(method: string): boolean {
  return byMethod.get(method)?.params !== undefined;
}

function withoutPlace(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value === null || value === undefined ? value : hidden;
  if (typeof value !== "object" || value === null) return value;
  const members: readonly (readonly [string, unknown])[] = Object.entries(value);
  const changed = members.map(
    ([key, member]) => [key, name === "*" || name === key ? withoutPlace(member, rest) : member] as const,
  );
  return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}
