/** A difference between the generated types and the runtime's own TypeScript output that is right as it is. */
export interface Allowed {
  /** The lines concerned: `Name.path: ours ≠ theirs`, `only theirs: Name`, `only ours: Name`. */
  readonly lines: RegExp;
  /** How many lines there are of it in each family. */
  readonly times: number | "one for each notification";
  readonly reason: string;
}

const only = (whose: "ours" | "theirs", ...names: readonly string[]): Pick<Allowed, "lines" | "times"> => ({
  lines: new RegExp(`^only ${whose}: (${names.join("|")})$`),
  times: names.length,
});

/** All of them. An entry that does not meet its lines exactly fails the test. */
export const ALLOWED: readonly Allowed[] = [
  {
    lines: /^ServerNotification<method=[^>]+>: emittedAtMs method params ≠ method params$/,
    times: "one for each notification",
    reason:
      "Seen live on every notification; the witness has it in ServerNotificationEnvelope, around the union.",
  },
  {
    ...only("theirs", "ServerNotificationEnvelope"),
    reason: "The same: our ServerNotification has the envelope's key itself.",
  },
  {
    lines:
      /^ClientRequest<method=(getConversationSummary|gitDiffToRemote|getAuthStatus)>: no such case ≠ a case$/,
    times: 3,
    reason: "Requests of the first API version, which the runtime keeps out of its schema.",
  },
  {
    ...only(
      "theirs",
      "GetConversationSummaryParams",
      "GetConversationSummaryResponse",
      "ConversationSummary",
      "ConversationGitInfo",
      "GitDiffToRemoteParams",
      "GitDiffToRemoteResponse",
      "GitSha",
      "GetAuthStatusParams",
      "GetAuthStatusResponse",
    ),
    reason: "Types of these requests and of nothing else.",
  },
  {
    lines: /^ServerNotification<method=rawResponse(Item)?\/completed>: no such case ≠ a case$/,
    times: 2,
    reason: "Internal notifications, which the runtime keeps out of its schema.",
  },
  {
    ...only(
      "theirs",
      "BedrockSettingsParams",
      "CustomGatewaySettingsParams",
      "DynamicToolFunctionSpec",
      "DynamicToolNamespaceSpec",
      "ExecPolicyAmendment",
      "GcpSettingsParams",
      "ImageGenerationItem",
      "InternalSessionSource",
      "LocalShellExecAction",
      "ResponseItemId",
      "SleepItem",
      "WebSearchItem",
    ),
    reason: "The schema writes these out where they are used; they are compared there.",
  },
  {
    ...only(
      "ours",
      "AppConfig",
      "AppLinkConfig",
      "AppToolConfig",
      "ResponsesApiWebSearchAction",
      "ThreadListCwdFilter",
    ),
    reason: "The witness writes these out where they are used; they are compared there.",
  },
  {
    lines:
      /^only ours: Nullable(GatewayOAuthLoginParams|GatewayOAuthReadParams|GetAccountRateLimitsParams|GetAccountTokenUsageParams)$/,
    times: 4,
    reason: "Params that may be left out as a whole: `X | null`, for which the witness needs no name.",
  },
  {
    ...only(
      "ours",
      "JSONRPCError",
      "JSONRPCErrorError",
      "JSONRPCMessage",
      "JSONRPCNotification",
      "JSONRPCRequest",
      "JSONRPCResponse",
      "W3cTraceContext",
    ),
    reason: "The envelopes of messages, which the witness leaves out.",
  },
];

/** Allowed in the experimental family alone. */
export const ALLOWED_EXPERIMENTAL: readonly Allowed[] = [
  {
    ...only("ours", "NullableRemoteControlDisableParams", "NullableRemoteControlEnableParams"),
    reason: "Params that may be left out as a whole: `X | null`, for which the witness needs no name.",
  },
];
