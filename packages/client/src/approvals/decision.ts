import type {
  CommandExecutionApprovalDecision,
  FileChangeApprovalDecision,
  McpServerElicitationRequestResponse,
  PermissionsRequestApprovalResponse,
  ToolRequestUserInputResponse,
} from "../generated/types.js";
import type { ApprovalKind } from "./request.js";

/**
 * Kind of request → the decisions that are valid for it. Any other answer declines.
 *
 * A name stands for the protocol's answer of that kind; where more can be said, the protocol's own answer is taken as it is.
 *
 * @example
 * ```ts
 * const onApproval: ApprovalHandler = (request) =>
 *   request.kind === "permissions"
 *     ? ({ permissions: { network: { enabled: true } }, scope: "turn" } satisfies ApprovalDecisions["permissions"])
 *     : "decline";
 * ```
 */
export interface ApprovalDecisions {
  /**
   * `decline` lets the turn go on, `cancel` ends it. The objects also change a rule of the runtime: each is valid only as it stands in
   * `availableDecisions` of the request.
   */
  readonly command: CommandExecutionApprovalDecision;
  /** Never for the session, by the protocol. */
  readonly humanCommand: "accept" | "decline" | "cancel";
  /** `decline` lets the turn go on, `cancel` ends it. */
  readonly fileChange: FileChangeApprovalDecision;
  /**
   * `accept` grants what was requested until the turn ends, `acceptForSession` until the thread is closed, `decline` nothing.
   * The object grants what it says; what was not requested the runtime leaves out.
   */
  readonly permissions: "accept" | "acceptForSession" | "decline" | PermissionsRequestApprovalResponse;
  /**
   * `acceptForSession` and, with `persistentGrants` alone, `acceptAlways` allow the same tool from now on, until the thread is closed or by the runtime's
   * configuration; each only if `persist` of the request has it. `decline` and `cancel` differ in what the model is told.
   */
  readonly mcpToolCall:
    | "accept"
    | "acceptForSession"
    | "acceptAlways"
    | "decline"
    | "cancel"
    | McpServerElicitationRequestResponse;
  /** To accept is to give content, so it takes the object form: with `content` for a form, without for a URL. */
  readonly mcpElicitation: "decline" | "cancel" | McpServerElicitationRequestResponse;
  /** The answers by question id, or `decline` for none. */
  readonly userInput: "decline" | ToolRequestUserInputResponse;
}

/**
 * What an `onApproval` handler may answer: to one kind of request, or to any.
 *
 * @example
 * ```ts
 * const decision: ApprovalDecision<"fileChange"> = "acceptForSession";
 * ```
 */
export type ApprovalDecision<Kind extends ApprovalKind = ApprovalKind> = ApprovalDecisions[Kind];
