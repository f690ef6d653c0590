import { UsageError } from "../errors/usage-error.js";
import { isRecord } from "../lib/guards.js";
import { ApprovalModeError } from "./approval-mode-error.js";

/** Settings by name: all that stands below one, or the settings of a table; `*` is any name. */
interface Settings {
  readonly [name: string]: true | Settings;
}

function settings(names: string, tables: Settings = {}): Settings {
  return { ...Object.fromEntries(names.split(" ").map((name) => [name, true] as const)), ...tables };
}

/**
 * What a thread may have of its own: its model, what that is told and what it is offered. Nothing here decides about an approval, is a
 * rule of a sandbox, or runs a program, but for the command of an MCP server, whose tools are asked about as any other's.
 */
const allowed = settings(
  "model model_provider model_context_window model_auto_compact_token_limit " +
    "model_auto_compact_token_limit_scope model_reasoning_effort model_reasoning_summary model_verbosity " +
    "plan_mode_reasoning_effort review_model service_tier personality " +
    "instructions developer_instructions compact_prompt include_environment_context project_doc_max_bytes " +
    "project_doc_fallback_filenames hide_agent_reasoning show_raw_agent_reasoning tool_output_token_limit web_search",
  {
    // Some features make the runtime ask for permissions, trust hooks or run code past the sandbox.
    features: settings("default_mode_request_user_input fast_mode image_generation"),
    tools: settings("web_search"),
    model_providers: {
      // Not `auth` and `aws`: they name commands.
      "*": settings(
        "name base_url wire_api env_key env_key_instructions experimental_bearer_token query_params http_headers " +
          "env_http_headers request_max_retries stream_max_retries stream_idle_timeout_ms requires_openai_auth " +
          "supports_websockets websocket_connect_timeout_ms",
      ),
    },
    mcp_servers: {
      // Not which tools there are: a list of the configuration would give way to a longer one.
      "*": settings(
        "name enabled required command args env env_vars cwd url http_headers env_http_headers bearer_token_env_var " +
          "scopes oauth_resource startup_timeout_sec startup_timeout_ms tool_timeout_sec supports_parallel_tool_calls",
        { oauth: settings("client_id") },
      ),
    },
  },
);

/** What is to be given instead of a setting that decides the same thing. */
const instead: Readonly<Record<string, string>> = {
  approval_policy: "approvalMode",
  approvals_reviewer: "approvalMode",
  sandbox_mode: "sandbox",
  sandbox_workspace_write: "sandbox",
};

/**
 * Refuses a thread's configuration where it sets anything that is not on the list.
 *
 * @throws ApprovalModeError which names the setting, and where to put it; UsageError for a table that is given twice.
 */
export function checkThreadConfig(operation: string, config: unknown): void {
  if (config === null) return;
  refuseOverlap(operation, isRecord(config) ? Object.keys(config) : []);
  for (const { path, value } of leavesOf(config)) {
    // The runtime splits the keys at the top at their dots, and takes the others as they are.
    const segments = path.flatMap((key, depth) => (depth === 0 ? key.split(".") : [key]));
    if (!isAllowed(segments, value)) refuse(operation, segments);
  }
}

/** Of two keys of which one lies in the other the runtime lets one win, now this one and now that. */
function refuseOverlap(operation: string, keys: readonly string[]): void {
  for (const outer of keys) {
    const inner = keys.find((key) => key.startsWith(`${outer}.`));
    if (inner === undefined) continue;
    throw new UsageError(
      "config",
      `${operation}: config.${outer} and config.${inner} say two things of one table. Put both into config.${outer}.`,
    );
  }
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** All that holds nothing else, empty tables included. */
function leavesOf(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [{ path, value }];
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** Of a server or a provider: one that nobody splits or unquotes, and that is no place in a list. */
const PLAIN_NAME = /^(?!\d+$)[\w-]+$/;

function isAllowed(segments: readonly string[], value: unknown): boolean {
  let here: true | Settings | undefined = allowed;
  for (const segment of segments) {
    if (!isRecord(here)) break;
    const name: string = "*" in here && PLAIN_NAME.test(segment) ? "*" : segment;
    here = Object.hasOwn(here, name) ? here[name] : undefined;
  }
  // In place of a table, anything but a table might take away what the configuration says there.
  return here === true || (here !== undefined && isRecord(value));
}

function refuse(operation: string, segments: readonly string[]): never {
  const setting = ["config", ...segments].join(".");
  const option = setting
    .split(".")
    .map(settingMeant)
    .find((option) => option !== undefined);
  throw new ApprovalModeError(
    operation,
    setting,
    option === undefined
      ? `${setting} is no setting that a thread may have of its own. If it must be, put it into runtime.config.`
      : `${setting} would override the approval mode or the sandbox. Give ${option} instead.`,
  );
}

/** Quotes, blanks and capitals are nothing to the runtime; who writes them means the setting. */
function settingMeant(segment: string): string | undefined {
  const name = segment.replaceAll(/["'\s]/g, "").replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.hasOwn(instead, name) ? instead[name] : undefined;
}
