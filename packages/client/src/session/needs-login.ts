import { isRecord, memberOf } from "../lib/guards.js";

/** Whether what `account/read` says of the configured provider is not said of this one, or whether this one brings a key of its own. */
export function needsNoLogin(config: unknown, provider: string): boolean {
  return (
    memberOf(config, "model_provider") !== provider ||
    bringsKey(memberOf(memberOf(config, "model_providers"), provider))
  );
}

/** Whether requests to a provider carry a key of its own, though it says that it needs a login. */
function bringsKey(provider: unknown): boolean {
  const keys = ["env_key", "experimental_bearer_token", "auth"].map((name) => memberOf(provider, name));
  const headers = ["http_headers", "env_http_headers"].flatMap((name) => {
    const table = memberOf(provider, name);
    return isRecord(table) ? Object.keys(table) : [];
  });
  return (
    keys.some((key) => key != null) || headers.some((name) => /auth|key|token|secret|cookie/i.test(name))
  );
}
