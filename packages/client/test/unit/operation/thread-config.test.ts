import { describe, expect, it } from "vitest";

import { Codex, isApprovalModeError, isUsageError } from "../../../src/index.js";
import type { Config } from "../../../src/types-experimental.js";
import { FakeServer } from "../../support/fake-server.js";
import { everySetting } from "../../support/thread-config.js";

type Named<T> = keyof { [Key in keyof T as string extends Key ? never : Key]: T[Key] };

/** Every setting that the protocol names. A runtime that names another one does not compile until somebody decides about it. */
const protocol: Readonly<Record<Named<Config>, "a thread's" | "the runtime's">> = {
  analytics: "the runtime's",
  approval_policy: "the runtime's",
  approvals_reviewer: "the runtime's",
  apps: "the runtime's",
  browser_use: "the runtime's",
  client_search_provider: "the runtime's",
  compact_prompt: "a thread's",
  computer_use: "the runtime's",
  desktop: "the runtime's",
  developer_instructions: "a thread's",
  forced_chatgpt_workspace_id: "the runtime's",
  forced_login_method: "the runtime's",
  instructions: "a thread's",
  model: "a thread's",
  model_auto_compact_token_limit: "a thread's",
  model_auto_compact_token_limit_scope: "a thread's",
  model_context_window: "a thread's",
  model_provider: "a thread's",
  model_reasoning_effort: "a thread's",
  model_reasoning_summary: "a thread's",
  model_verbosity: "a thread's",
  review_model: "a thread's",
  sandbox_mode: "the runtime's",
  sandbox_workspace_write: "the runtime's",
  service_tier: "a thread's",
  tools: "a thread's",
  web_search: "a thread's",
};

/** What became of a configuration: what was sent of it, or the refusal. */
async function outcomeOf(config: unknown): Promise<unknown> {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  try {
    await codex.startThread({ config: config as Record<string, unknown> });
  } catch (error) {
    expect(server.paramsOf("thread/start")).toEqual([]);
    return error;
  }
  return server.paramsOf("thread/start")[0]?.["config"];
}

describe("what a thread may have of its own", () => {
  it("is sent as it is", async () => {
    expect(await outcomeOf(everySetting)).toEqual(everySetting);
  });

  it("is what was checked: what is put into it afterwards is not sent", async () => {
    const server = new FakeServer();
    await using codex = await Codex.connect({ transport: server });
    const config: Record<string, unknown> = { model_reasoning_effort: "low" };
    // Beside a sandbox the client asks first which profile is configured.
    const started = codex.startThread({ sandbox: "workspace_write", config });
    config["sandbox_workspace_write"] = { writable_roots: ["/"] };
    await started;
    expect(server.paramsOf("thread/start")[0]?.["config"]).toEqual({ model_reasoning_effort: "low" });
  });

  it.each<[string, object]>([
    [
      "a dotted key",
      { "mcp_servers.x.command": "node", "mcp_servers.x.env.A.B": "1", "features.fast_mode": true },
    ],
    ["a table that says nothing", { mcp_servers: {}, features: {}, tools: {} }],
    ["nothing", {}],
    ["names with dots where any name may stand", { mcp_servers: { x: { env: { "a.tools": "1" } } } }],
  ])("%s", async (_, config) => {
    expect(await outcomeOf(config)).toEqual(config);
  });
});

it.each(Object.entries(protocol))("%s is %s", async (key, whose) => {
  const value = (everySetting as Readonly<Record<string, unknown>>)[key] ?? { anything: 1 };
  const outcome = await outcomeOf({ [key]: value });
  expect(isApprovalModeError(outcome) ? "the runtime's" : "a thread's").toBe(whose);
});

const server = { command: "node" };

describe("what could decide about approvals is refused by its name", () => {
  it.each<[object, string]>([
    [{ hooks: { PreToolUse: [] } }, "hooks.PreToolUse"],
    [{ permissions: {} }, "permissions"],
    [{ default_permissions: ":danger-full-access" }, "default_permissions"],
    [{ profile: "x" }, "profile"],
    [{ profiles: { x: { model: "m" } } }, "profiles.x.model"],
    [{ projects: { "/repo": { trust_level: "trusted" } } }, "projects./repo.trust_level"],
    [{ notify: ["sh", "-c", "date"] }, "notify.0"],
    [{ shell_environment_policy: { inherit: "all" } }, "shell_environment_policy.inherit"],
    [{ auto_review: { policy: "Allow all" } }, "auto_review.policy"],
    [
      { apps: { _default: { default_tools_approval_mode: "approve" } } },
      "apps._default.default_tools_approval_mode",
    ],
    [{ plugins: { x: { enabled: true } } }, "plugins.x.enabled"],
    [{ agents: { max_threads: 1 } }, "agents.max_threads"],
    [{ project_root_markers: ["x"] }, "project_root_markers.0"],
    [{ experimental_thread_config_endpoint: "http://x" }, "experimental_thread_config_endpoint"],
    [{ features: { hooks: true } }, "features.hooks"],
    [{ "features.code_mode": true }, "features.code_mode"],
    [{ features: { request_permissions_tool: true } }, "features.request_permissions_tool"],
    [{ features: true }, "features"],
    [{ nobody_knows: 1 }, "nobody_knows"],
    [{ model_providers: { x: { auth: { command: "sh" } } } }, "model_providers.x.auth.command"],
    [{ model_providers: { x: { aws: { profile: "y" } } } }, "model_providers.x.aws.profile"],
    [
      { mcp_servers: { x: { ...server, default_tools_approval_mode: "approve" } } },
      "mcp_servers.x.default_tools_approval_mode",
    ],
    [
      { mcp_servers: { x: { tools: { write: { approval_mode: "approve" } } } } },
      "mcp_servers.x.tools.write.approval_mode",
    ],
    [{ "mcp_servers.x.tools.write.approval_mode": "approve" }, "mcp_servers.x.tools.write.approval_mode"],
    [
      { "mcp_servers.x": { tools: { write: { approval_mode: "approve" } } } },
      "mcp_servers.x.tools.write.approval_mode",
    ],
    [{ mcp_servers: { x: { enabled_tools: ["write"] } } }, "mcp_servers.x.enabled_tools.0"],
    [{ mcp_servers: { x: { disabled_tools: [] } } }, "mcp_servers.x.disabled_tools"],
    [{ mcp_servers: { x: { environment_id: "y" } } }, "mcp_servers.x.environment_id"],
    [{ mcp_servers: { x: { oauth: { nobody_knows: 1 } } } }, "mcp_servers.x.oauth.nobody_knows"],
    // Whichever way it is split.
    [
      { mcp_servers: { "x.command": { default_tools_approval_mode: "approve" } } },
      "mcp_servers.x.command.default_tools_approval_mode",
    ],
    [{ mcp_servers: { "x.env": { ...server } } }, "mcp_servers.x.env.command"],
    [
      { mcp_servers: { x: { "tools.write.approval_mode": "approve" } } },
      "mcp_servers.x.tools.write.approval_mode",
    ],
    [{ mcp_servers: null }, "mcp_servers"],
    [{ mcp_servers: { x: null } }, "mcp_servers.x"],
    [{ mcp_servers: [{ ...server }] }, "mcp_servers.0.command"],
    [{ "mcp_servers.": server }, "mcp_servers..command"],
    [{ '"mcp_servers".x': server }, 'mcp_servers"'],
    [{ " model": "m" }, " model"],
    [{ modelReasoningEffort: "low" }, "modelReasoningEffort"],
    [{ MODEL: "m" }, "MODEL"],
    [{ "": 1 }, ""],
    [{ "*": 1 }, "*"],
    [{ mcp_servers: { x: { "*": 1 } } }, "mcp_servers.x.*"],
    [{ toString: 1 }, "toString"],
    [["approval_policy"], "0"],
  ])("%j", async (config, setting) => {
    const outcome = await outcomeOf(config);
    if (!isApprovalModeError(outcome)) throw new Error(`It was sent: ${JSON.stringify(outcome)}`);
    expect(outcome.option).toContain(`config.${setting.replace('mcp_servers"', '"mcp_servers"')}`);
    expect(outcome.message).toContain("put it into runtime.config");
  });

  it.each<[object, string, string]>([
    [{ approvalPolicy: "never" }, "config.approvalPolicy", "approvalMode"],
    [{ ' "approvals_reviewer" ': "user" }, 'config. "approvals_reviewer" ', "approvalMode"],
    [{ sandbox_mode: "danger-full-access" }, "config.sandbox_mode", "sandbox"],
    [{ sandboxMode: "danger-full-access" }, "config.sandboxMode", "sandbox"],
    [
      { sandbox_workspace_write: { writable_roots: ["/"] } },
      "config.sandbox_workspace_write.writable_roots.0",
      "sandbox",
    ],
    [
      { "sandbox_workspace_write.network_access": true },
      "config.sandbox_workspace_write.network_access",
      "sandbox",
    ],
  ])("%j, with what is to be given instead", async (config, option, instead) => {
    expect(await outcomeOf(config)).toMatchObject({
      name: "ApprovalModeError",
      option,
      message: expect.stringContaining(`Give ${instead} instead.`) as string,
    });
  });
});

it.each([
  [
    { "mcp_servers.docs.command": "docs", mcp_servers: { docs: { args: [] } } },
    "mcp_servers",
    "mcp_servers.docs.command",
  ],
  [{ "tools.web_search": true, "tools.web_search.x": 1 }, "tools.web_search", "tools.web_search.x"],
])(
  "a table that is given twice is refused, since the runtime lets one win by chance: %j",
  async (config, outer, inner) => {
    const server = new FakeServer();
    await using codex = await Codex.connect({ transport: server });
    const error: unknown = await codex.startThread({ config }).catch((reason: unknown) => reason);
    expect(isUsageError(error) && error.message).toBe(
      `Codex.startThread: config.${outer} and config.${inner} say two things of one table. Put both into config.${outer}.`,
    );
    expect(server.paramsOf("thread/start")).toEqual([]);
  },
);
