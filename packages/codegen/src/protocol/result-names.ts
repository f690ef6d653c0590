import { CodegenError } from "../errors/codegen-error.js";

/**
 * The schema says what a method takes but not what it answers with. The runtime names its types by habit: the answer to
 * `XParams` is `XResponse`, or else `MethodInPascalCaseResponse`. These methods break the habit, in some versions or in all; an
 * entry is used only where the schema has the named type.
 */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "account/gatewayOAuth/cancel": "GatewayOAuthCancelResponse",
  "account/gatewayOAuth/login": "GatewayOAuthLoginResponse",
  "account/gatewayOAuth/read": "GatewayOAuthReadResponse",
  "account/logout": "LogoutAccountResponse",
  "account/rateLimits/read": "GetAccountRateLimitsResponse",
  "account/securitySetup/read": "GetAccountSecuritySetupResponse",
  "account/usage/read": "GetAccountTokenUsageResponse",
  "account/workspaceMessages/read": "GetWorkspaceMessagesResponse",
  "accountSession/list": "AccountSessionsResponse",
  "config/batchWrite": "ConfigWriteResponse",
  "config/mcpServer/reload": "McpServerRefreshResponse",
  "config/value/write": "ConfigWriteResponse",
  "externalAgentConfig/import/readHistories": "ExternalAgentConfigImportHistoriesReadResponse",
};

/** The definition that `method` answers with. */
export function resultName(
  method: string,
  paramsName: string | undefined,
  isDefined: (name: string) => boolean,
  at: { readonly file: string; readonly pointer: string },
): string {
  const candidates = [
    Object.hasOwn(EXCEPTIONS, method) ? EXCEPTIONS[method] : undefined,
    paramsName?.endsWith("Params") === true ? paramsName.replace(/Params$/, "Response") : undefined,
    `${pascalCase(method)}Response`,
  ].filter((name) => name !== undefined);
  const name = candidates.find(isDefined);
  if (name !== undefined) return name;
  throw new CodegenError({
    message: `No response type is known for the method ${method}.`,
    ...at,
    found: `none of ${candidates.join(", ")}`,
    expected: "a definition by one of these names",
    fix: "Find the type in the runtime's definitions and add the method to EXCEPTIONS in src/protocol/result-names.ts.",
  });
}

/** Every `*Response` that no method answers with: a sign that a method was given the wrong one. */
export function refuseUnusedResults(
  defined: Iterable<string>,
  used: ReadonlySet<string>,
  at: { readonly file: string; readonly pointerOf: (name: string) => string },
): void {
  const unused = [...defined].filter(
    (name) => name.endsWith("Response") && name !== "JSONRPCResponse" && !used.has(name),
  );
  const [first] = unused;
  if (first === undefined) return;
  throw new CodegenError({
    message: "Response types are left over that no method answers with.",
    file: at.file,
    pointer: at.pointerOf(first),
    found: unused.join(", "),
    expected: "every *Response to belong to a method",
    fix: "Give each to its method in EXCEPTIONS in src/protocol/result-names.ts.",
  });
}

function pascalCase(method: string): string {
  return method
    .split(/[/_-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
