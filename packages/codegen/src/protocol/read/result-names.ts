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
  "modelProvider/default/set": "ConfigWriteResponse",
};

/** The definition that `method` answers with, as far as its name tells. */
export function resultName(
  method: string,
  paramsName: string | undefined,
  isDefined: (name: string) => boolean,
): string | undefined {
  return [
    Object.hasOwn(EXCEPTIONS, method) ? EXCEPTIONS[method] : undefined,
    paramsName?.endsWith("Params") === true ? paramsName.replace(/Params$/, "Response") : undefined,
    `${pascalCase(method)}Response`,
  ].find((name) => name !== undefined && isDefined(name));
}

/** Whether a definition is an answer by its name. One that no method is answered with is a sign that a method has another's. */
export function isResult(name: string): boolean {
  return name.endsWith("Response") && name !== "JSONRPCResponse";
}

function pascalCase(method: string): string {
  return method
    .split(/[/_-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
