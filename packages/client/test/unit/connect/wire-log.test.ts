import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { loggedTransport } from "../../../src/connect/wire-log.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";

type Answers = ConstructorParameters<typeof FakeServer>[0];

/** A client whose wire is written down, with times made the same. */
async function logging(answers: Answers = {}) {
  const lines: string[] = [];
  const server = new FakeServer(answers);
  const transport = loggedTransport(server, (line) => {
    lines.push(line.replace(/^[\d:.]{12}/, "TIME").replace(/[\d.]+ ms/, "N ms"));
  });
  const codex = await Codex.connect({ transport, experimentalApi: true, onApproval: () => ({}) as never });
  lines.length = 0;
  return { codex, server, lines, [Symbol.asyncDispose]: () => codex.close() };
}

it("each message is a line: direction, time, id, method, how long the answer took, what it says", async () => {
  await using wire = await logging({
    "thread/archive": () => {
      throw new Refusal(-32600, "no");
    },
  });
  await wire.codex.rpc.thread.read({ threadId: "T" }).catch(() => undefined);
  await wire.codex.archiveThread("T").catch(() => undefined);
  wire.server.push({ method: "thread/archived", params: { threadId: "T" } });
  await wire.server.ask(0, "item/tool/requestUserInput", {
    threadId: "T",
    turnId: "U",
    itemId: "I",
    questions: [],
  });
  wire.server.push({ id: 99, result: { secret: "of nobody" } });
  expect(wire.lines).toEqual([
    'TIME → #2 thread/read {"threadId":"T"}',
    "TIME ← #2 thread/read N ms {}",
    'TIME → #3 thread/archive {"threadId":"T"}',
    'TIME ← #3 thread/archive N ms refused {"code":-32600,"message":"no"}',
    'TIME ← thread/archived {"threadId":"T"}',
    'TIME ← #0 item/tool/requestUserInput {"threadId":"T","turnId":"U","itemId":"I","questions":[]}',
    'TIME → #0 item/tool/requestUserInput N ms "[hidden]"',
    "TIME ← #99 an answer to nothing",
  ]);
});

it("long texts are cut, and long messages", async () => {
  await using wire = await logging({ "thread/read": () => ({ items: Array(500).fill("ten letters") }) });
  await wire.codex.rpc.thread.read({ threadId: "T".repeat(5000) });
  expect(wire.lines[0]).toBe(`TIME → #2 thread/read {"threadId":"${"T".repeat(200)}… (5000 characters)"}`);
  expect(wire.lines[1]?.length).toBeLessThan(2_100);
});

it("no secret is in it, wherever the protocol holds one", async () => {
  const key = "sk-secret-0123";
  await using wire = await logging({
    "account/login/start": () => {
      throw new Refusal(-32602, `invalid value: string "${key}"`);
    },
    "config/read": () => ({ config: { mcp_servers: { docs: { env: { KEY: key } } } }, origins: {} }),
    getAuthStatus: () => ({ authMethod: "apikey", authToken: key }),
    "mcpServer/oauth/login": () => ({ authorizationUrl: `https://example.org/?state=${key}` }),
  });
  const { codex } = wire;
  const calls: readonly (readonly [string, object])[] = [
    ["account/login/start", { type: "apiKey", apiKey: key }],
    ["config/read", {}],
    ["getAuthStatus", { includeToken: true }],
    ["config/value/write", { keyPath: "a", value: key, mergeStrategy: "replace" }],
    ["config/batchWrite", { edits: [{ keyPath: "a", value: { b: key } }] }],
    ["mcpServer/oauth/login", { name: "docs" }],
    ["thread/start", { config: { model_providers: { own: { experimental_bearer_token: key } } } }],
    ["command/exec", { command: ["ls"], env: { KEY: key } }],
    ["process/writeStdin", { processId: "P", deltaBase64: key }],
    ["environment/add", { environmentId: "E", authBearerToken: key }],
  ];
  for (const [method, params] of calls) await codex.call(method, params).catch(() => undefined);
  await codex.loginWithApiKey(key).catch(() => undefined);
  const text = wire.lines.join("\n");
  for (const [method] of calls) expect(text).toContain(`${method} `);
  expect(text).not.toContain(key);
  expect(text).toContain('→ #2 account/login/start "[hidden]"');
  expect(text).toContain('{"keyPath":"a","value":"[hidden]","mergeStrategy":"replace"}');
});

/** By name: what may be a secret in a type of the protocol. One that is new must be looked at, and be hidden or not. */
const suspicious =
  /^ {2,6}"?(\w*(?:[aA]pi_?[kK]ey|[sS]ecret\w*[kK]ey|[pP]assword|[bB]earer\w*|[hH]eaders|[aA]uthorizationUrl|authUrl|[uU]serCode|[pP]airingCode|authToken|accessToken|sessionToken|token|env|credentialFile))"?\??: /;

it("every member of the protocol that is named like a secret is known here", () => {
  const generated = new URL("../../../src/generated/", import.meta.url);
  const found = new Set<string>();
  for (const file of ["types.ts", "experimental/types.ts"]) {
    let type = "";
    for (const line of readFileSync(new URL(file, generated), "utf8").split("\n")) {
      type = /^export (?:interface|type) (\w+)/.exec(line)?.[1] ?? type;
      const member = suspicious.exec(line)?.[1];
      if (member !== undefined) found.add(`${type}.${member}`);
    }
  }
  expect([...found].sort()).toMatchInlineSnapshot(`
    [
      "AccountSessionsSwitchResponse.authUrl",
      "AmazonBedrockAccessKeysLoginAccountParams.secretAccessKey",
      "AmazonBedrockAccessKeysLoginAccountParams.sessionToken",
      "AmazonBedrockLoginAccountParams.apiKey",
      "ApiKeyLoginAccountParams.apiKey",
      "AttestationGenerateResponse.token",
      "BrowserUseExtensionRequirements.requestHeaders",
      "ChatgptAuthTokensLoginAccountParams.accessToken",
      "ChatgptAuthTokensRefreshResponse.accessToken",
      "ChatgptDeviceCodeLoginAccountResponse.userCode",
      "ChatgptLoginAccountResponse.authUrl",
      "CommandExecParams.env",
      "EnvironmentAddParams.authBearerToken",
      "GatewayOAuthChangedNotification.authUrl",
      "GatewayOAuthPrompt.userCode",
      "GcpProviderSettings.credentialFile",
      "GcpProviderSettingsPatch.credentialFile",
      "GcpSetupParams.credentialFile",
      "LocalShellAction.env",
      "McpServerOauthLoginResponse.authorizationUrl",
      "OtlpGrpcOtelExporter.headers",
      "OtlpHttpOtelExporter.headers",
      "ProcessSpawnParams.env",
      "RemoteControlPairingStartResponse.manualPairingCode",
      "RemoteControlPairingStartResponse.pairingCode",
      "RemoteControlPairingStatusParams.manualPairingCode",
      "RemoteControlPairingStatusParams.pairingCode",
    ]
  `);
});
