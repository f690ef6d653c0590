import { join } from "node:path";
import type { Experimental } from "../../../src/types.js";

/** Method → params and result of all that a client may ask. */
type Requests = Experimental.ExperimentalClientRequests;

/** A request, its params as the generated types have them. */
export interface Call {
  readonly method: keyof Requests;
  readonly params: unknown;
}

/** What a test's requests are about. */
export interface Surroundings {
  /** A folder with a file `needle.txt`. */
  readonly workspace: string;
  readonly outside: string;
  /** A thread with some history. */
  readonly threadId: string;
  /** Its last turn, and an item of it. */
  readonly turnId: string;
  readonly itemId: string;
  /** Another, which may be deleted. */
  readonly doomedId: string;
}

/** A request that the compiler holds to the generated types. */
const call = <Method extends keyof Requests>(method: Method, params: Requests[Method]["params"]): Call => ({
  method,
  params,
});

/** Requests that the runtime answers offline, in an order in which they can be answered. */
export function offlineCalls(at: Surroundings): readonly Call[] {
  const { workspace, threadId, turnId, doomedId } = at;
  const file = join(workspace, "d/a.txt");
  const dataBase64 = Buffer.from("hello").toString("base64");
  const note = { threadId, attachmentType: "note", identityKey: "key" };
  return [
    ...accountCalls,
    ...environmentCalls(at),
    call("app/installed", {}),
    call("app/list", {}),
    call("app/read", { appIds: [] }),
    call("collaborationMode/list", {}),
    call("command/exec", { command: ["echo", "hi"], cwd: workspace }),
    call("command/exec", { command: ["echo", "hi"], processId: "p", streamStdoutStderr: true }),
    call("fs/createDirectory", { path: join(workspace, "d") }),
    call("fs/watch", { path: join(workspace, "d"), watchId: "w" }),
    call("fs/writeFile", { path: file, dataBase64 }),
    call("fs/readFile", { path: file }),
    call("fs/getMetadata", { path: file }),
    call("fs/readDirectory", { path: workspace }),
    call("fs/copy", { sourcePath: file, destinationPath: `${file}.copy` }),
    call("fs/remove", { path: `${file}.copy` }),
    call("fs/unwatch", { watchId: "w" }),
    call("fuzzyFileSearch", { query: "needle", roots: [workspace] }),
    call("fuzzyFileSearch/sessionStart", { sessionId: "f", roots: [workspace] }),
    call("fuzzyFileSearch/sessionUpdate", { sessionId: "f", query: "need" }),
    call("fuzzyFileSearch/sessionStop", { sessionId: "f" }),
    call("process/spawn", { command: ["cat"], cwd: workspace, processHandle: "h", streamStdin: true }),
    call("process/writeStdin", { processHandle: "h", deltaBase64: dataBase64 }),
    call("process/kill", { processHandle: "h" }),
    call("thread/list", {}),
    call("thread/loaded/list", {}),
    call("thread/read", { threadId, includeTurns: true }),
    call("thread/items/list", { threadId }),
    call("thread/items/read", { threadId, turnId, itemIds: [at.itemId] }),
    call("thread/timeline/list", { threadId }),
    call("thread/turns/list", { threadId, itemsView: "full" }),
    call("thread/search", { searchTerm: "question" }),
    call("thread/searchOccurrences", { threadId, searchTerm: "question" }),
    call("thread/attachment/add", { ...note, payload: { any: ["thing", 1, null] } }),
    call("thread/attachment/list", { threadId }),
    call("thread/attachmentOwner/list", { attachmentType: "note", identityKey: "key" }),
    call("thread/attachment/remove", note),
    call("thread/backgroundTerminals/list", { threadId }),
    call("thread/backgroundTerminals/terminate", { threadId, processId: "1" }),
    call("thread/backgroundTerminals/clean", { threadId }),
    call("thread/increment_elicitation", { threadId }),
    call("thread/decrement_elicitation", { threadId }),
    call("thread/goal/get", { threadId }),
    call("thread/goal/clear", { threadId }),
    call("thread/inject_items", { threadId, items: [{ type: "message", role: "user", content: [] }] }),
    call("thread/memory/read", { threadId }),
    call("thread/memoryMode/set", { threadId, mode: "disabled" }),
    call("thread/metadata/update", { threadId, gitInfo: { branch: "main" } }),
    call("thread/name/set", { threadId, name: "A name" }),
    call("thread/prepareApprovedPlan", { threadId, markdown: "# Plan" }),
    call("thread/queue/list", { threadId }),
    call("thread/realtime/listVoices", {}),
    call("thread/realtime/stop", { threadId }),
    call("thread/sample/cancel", { requestId: "none" }),
    call("thread/settings/update", { threadId, effort: "low" }),
    call("thread/resume", { threadId }),
    call("thread/fork", { threadId }),
    call("thread/shellCommand", { threadId, command: "echo shell" }),
    call("project/create", { idempotencyKey: "one", name: "p", roots: [] }),
    call("project/import", { idempotencyKey: "two", name: "q", roots: [] }),
    call("project/list", {}),
    call("threadSection/create", { name: "s" }),
    call("threadSection/list", {}),
    call("thread/archive", { threadId: doomedId }),
    call("thread/unarchive", { threadId: doomedId }),
    call("thread/unsubscribe", { threadId: doomedId }),
    call("thread/delete", { threadId: doomedId }),
    call("thread/revert", { threadId, beforeTurnId: turnId }),
    call("account/login/start", { type: "apiKey", apiKey: "sk-none" }),
    call("account/logout", undefined),
  ];
}

const accountCalls: readonly Call[] = [
  call("account/bedrock/checkGovCloudRequirements", {}),
  call("account/bedrock/discover", {}),
  call("account/gatewayOAuth/cancel", undefined),
  call("account/gatewayOAuth/read", undefined),
  call("account/login/cancel", { loginId: "00000000-0000-0000-0000-000000000000" }),
  call("account/read", {}),
  call("account/securitySetup/read", undefined),
  call("accountSession/list", {}),
  call("userVerification/cancel", { requestId: "none" }),
  call("userVerification/status", {}),
];

function environmentCalls({ workspace, outside }: Surroundings): readonly Call[] {
  const edits = [{ keyPath: "hide_agent_reasoning", value: true, mergeStrategy: "replace" as const }];
  return [
    call("config/read", { includeLayers: true }),
    call("config/value/write", { keyPath: "review_model", value: "mock-model", mergeStrategy: "replace" }),
    call("config/batchWrite", { edits }),
    call("config/mcpServer/reload", undefined),
    call("configRequirements/read", undefined),
    call("environment/add", { environmentId: "e", execServerUrl: "ws://127.0.0.1:9" }),
    call("environment/info", { environmentId: "local" }),
    call("environment/status", { environmentId: "local" }),
    call("experimentalFeature/enablement/set", { enablement: {} }),
    call("experimentalFeature/list", {}),
    call("externalAgentConfig/detect", { includeHome: true, cwds: [workspace] }),
    call("externalAgentConfig/import", { migrationItems: [] }),
    call("externalAgentConfig/import/readHistories", undefined),
    call("externalAgentConfig/import/recordHistory", { itemTypeResults: [], providerId: "x" }),
    call("feedback/save", { classification: "bug", savePath: join(outside, "feedback") }),
    call("hooks/list", { cwds: [workspace] }),
    call("marketplace/upgrade", {}),
    call("mcpServerStatus/list", {}),
    call("memory/reset", undefined),
    call("memory/status", {}),
    call("mock/experimentalMethod", {}),
    call("model/list", {}),
    call("modelProvider/capabilities/read", {}),
    call("modelProvider/list", {}),
    call("permissionProfile/list", {}),
    call("plugin/installed", {}),
    call("plugin/list", {}),
    call("plugin/reconcile", {}),
    call("plugin/search", { searchTerm: "x" }),
    call("remoteControl/status/read", undefined),
    call("rollout/compress", undefined),
    call("server/diagnostics", {}),
    call("skills/config/write", { name: "x", enabled: true }),
    call("skills/extraRoots/set", { extraRoots: [] }),
    call("skills/list", { cwds: [workspace] }),
    call("windowsSandbox/readiness", undefined),
  ];
}
