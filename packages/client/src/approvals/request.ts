import type {
  CommandExecutionRequestApprovalParams,
  McpServerElicitationRequestParams,
} from "../generated/experimental/types.js";
import type {
  FileChangeRequestApprovalParams,
  FileUpdateChange,
  PermissionsRequestApprovalParams,
  ToolRequestUserInputParams,
} from "../generated/types.js";

/**
 * The agent wants to run a command outside its sandbox or with more permissions, or to write to one that runs there.
 *
 * Protocol request `item/commandExecution/requestApproval`.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) =>
 *   request.kind === "command" && request.command?.startsWith("git ") ? "accept" : "decline";
 * ```
 */
export interface CommandApprovalRequest extends Omit<CommandExecutionRequestApprovalParams, "kind"> {
  /** A command. */
  readonly kind: "command";
  /** Whether a command is to be started, or written to. */
  readonly subject: "command" | "writeStdin";
}

/**
 * A command at a checkpoint that a person must decide about each time anew. The runtime sends it only to clients that
 * declare that they show it to one, which this client does not do by itself.
 *
 * Protocol request `item/commandExecution/requestApproval` of kind `humanCommand`.
 *
 * @example
 * ```ts
 * const handlers: ApprovalHandlers = { humanCommand: () => "decline" };
 * ```
 */
export interface HumanCommandApprovalRequest extends Omit<CommandExecutionRequestApprovalParams, "kind"> {
  /** A command that a person typed. */
  readonly kind: "humanCommand";
}

/**
 * The agent wants to change files that its sandbox protects.
 *
 * Protocol request `item/fileChange/requestApproval`.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) => {
 *   if (request.kind !== "fileChange") return "decline";
 *   for (const change of request.changes) console.log(...pathsOf(change), change.diff);
 *   return "decline";
 * };
 * ```
 */
export interface FileChangeApprovalRequest extends FileChangeRequestApprovalParams {
  /** A change to files. */
  readonly kind: "fileChange";
  /** The files, how each changes and its diff, from the item that the request is about. {@link pathsOf} gives both ends of a rename. */
  readonly changes: readonly FileUpdateChange[];
}

/**
 * The agent wants more permissions for what follows, of files or of the network. The runtime asks only if its features
 * `request_permissions_tool` and `exec_permission_approvals` are on.
 *
 * Protocol request `item/permissions/requestApproval`.
 *
 * @example
 * ```ts
 * const handlers: ApprovalHandlers = {
 *   permissions: ({ permissions }) => (permissions.network?.enabled ? "decline" : "accept"),
 * };
 * ```
 */
export interface PermissionsApprovalRequest extends PermissionsRequestApprovalParams {
  /** More permissions. */
  readonly kind: "permissions";
}

/**
 * The agent wants to call a tool of an MCP server.
 *
 * The runtime asks by an elicitation that is marked as such, and passes on the marks that a server puts on its own: a
 * server can ask for input in this disguise, and of all that stands here only `serverName` is then the runtime's word.
 * What is accepted never reaches farther than that server.
 *
 * Protocol request `mcpServer/elicitation/request` with `_meta.codex_approval_kind: "mcp_tool_call"`.
 *
 * @example
 * ```ts
 * const handlers: ApprovalHandlers = {
 *   mcpToolCall: ({ serverName, tool, arguments: args }) =>
 *     serverName === "docs" && tool === "search" && args !== null ? "acceptForSession" : "decline",
 * };
 * ```
 */
export interface McpToolCallApprovalRequest {
  /** A call of a tool of an MCP server. */
  readonly kind: "mcpToolCall";
  /** The thread that asks. */
  readonly threadId: string;
  /** `null` where the runtime could not tell. */
  readonly turnId: string | null;
  /** The MCP server, by its name in the configuration. */
  readonly serverName: string;
  /** What the runtime would say to a user. */
  readonly message: string;
  /** The tool's name; `null` where the runtime did not say. */
  readonly tool: string | null;
  /** What the tool is called where people see it; `null` where the runtime did not say. */
  readonly toolTitle: string | null;
  /** What the server says that the tool does; `null` where the runtime did not say. */
  readonly toolDescription: string | null;
  /** What the tool would be called with, as JSON; `null` where the runtime did not say. */
  readonly arguments: unknown;
  /** What may outlive this call: `session` admits `acceptForSession`, `always` admits `acceptAlways`. */
  readonly persist: readonly ("session" | "always")[];
  /** All that the request is marked with, as it came. */
  readonly _meta: unknown;
}

/**
 * An MCP server wants something of the user: a form filled in (`mode` is `form`, `openai/form` or `openaiForm`), a page
 * opened (`url`), or, as an experiment of the runtime's, that they prove to be there (`openai/userVerification`).
 *
 * Protocol request `mcpServer/elicitation/request`.
 *
 * @example
 * ```ts
 * const handlers: ApprovalHandlers = {
 *   mcpElicitation: (request) =>
 *     request.mode === "form" ? { action: "accept", content: { name: "Ada" } } : "decline",
 * };
 * ```
 */
export type McpElicitationApprovalRequest = McpServerElicitationRequestParams & {
  /** A question of an MCP server. */
  readonly kind: "mcpElicitation";
};

/**
 * The agent asks the user questions. It does so in plan mode, or with the runtime's feature `default_mode_request_user_input`,
 * and also where the approval mode is `deny_all`: nothing is allowed by an answer.
 *
 * Protocol request `item/tool/requestUserInput`.
 *
 * @example
 * ```ts
 * const handlers: ApprovalHandlers = {
 *   userInput: ({ questions }) => ({
 *     answers: Object.fromEntries(questions.map(({ id, options }) => [id, { answers: [options?.[0]?.label ?? ""] }])),
 *   }),
 * };
 * ```
 */
export interface UserInputApprovalRequest extends ToolRequestUserInputParams {
  /** Questions of the agent. */
  readonly kind: "userInput";
}

/**
 * What an `onApproval` handler is asked, told apart by `kind`.
 *
 * @example
 * ```ts
 * const title = (request: ApprovalRequest) => (request.kind === "command" ? request.command : request.kind);
 * ```
 */
export type ApprovalRequest =
  | CommandApprovalRequest
  | HumanCommandApprovalRequest
  | FileChangeApprovalRequest
  | PermissionsApprovalRequest
  | McpToolCallApprovalRequest
  | McpElicitationApprovalRequest
  | UserInputApprovalRequest;

/**
 * The kinds of {@link ApprovalRequest}.
 *
 * @example
 * ```ts
 * const seen = new Set<ApprovalKind>();
 * ```
 */
export type ApprovalKind = ApprovalRequest["kind"];
