// What must hold in a realm whose Error is not that of Node's own errors; the test runner gives the client and its functions.
const { inspect } = require("node:util");

const secret = "s3cr3t-0f-th1s-row";
const { env, cwd } = JSON.parse(process.env.CONSUMER);

exports.inThisRealm = (client, test, expect) => {
  const failureOf = (runtime) => client.Codex.connect({ runtime }).catch((error) => error);
  const withSecret = { args: ["--token", secret], env: { ...env, TOKEN: secret } };

  test("the errors of this realm are not those of Node", async () => {
    const error = await require("node:fs/promises")
      .readFile("/nowhere")
      .catch((error) => error);
    expect(error instanceof Error).toBe(false);
  });

  test("a turn", async () => {
    const codex = await client.Codex.connect({ runtime: { env, cwd } });
    const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
    const { finalResponse } = await thread.run("Hi");
    await codex.close();
    process.stdout.write(`\nreply: ${finalResponse}\n`);
  });

  test("a runtime that cannot be started: the reason is told, the arguments are not", async () => {
    // Its interpreter is missing.
    const error = await failureOf({ ...withSecret, path: client.noProgram });
    expect(client.isRuntimeNotFoundError(error)).toBe(true);
    expect(error.message).toMatch(/could not be started \((ENOEXEC|EACCES|UNKNOWN|ENOENT|EFTYPE)\)/);
    expect(error.cause.code).toBeDefined();
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret);
    expect(JSON.stringify(error.cause)).not.toContain(secret);
  });

  test("what cannot be passed to a process is told without its value", async () => {
    const error = await failureOf({ ...withSecret, cwd, args: [`${secret}\0`] });
    expect(client.isUsageError(error)).toBe(true);
    expect(error.message).toContain("(ERR_INVALID_ARG_VALUE)");
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret);
  });

  test("a socket where nobody listens: the reason is told", async () => {
    const transport = client.webSocketTransport({ url: "ws://127.0.0.1:1", token: secret });
    const error = await client.Codex.connect({ transport }).catch((error) => error);
    expect(client.isConnectionClosedError(error)).toBe(true);
    expect(error.message).toContain("is where nobody listens (ECONNREFUSED)");
  });

  test("a token file that cannot be read: the reason is told", async () => {
    const transport = client.webSocketTransport({ url: "ws://127.0.0.1:1", tokenFile: "/nowhere/token" });
    const error = await client.Codex.connect({ transport }).catch((error) => error);
    expect(error.message).toContain("(ENOENT)");
  });

  test("an aborted connect rejects with the signal's reason", async () => {
    const error = await client.Codex.connect({ runtime: { env, cwd }, signal: AbortSignal.abort() }).catch(
      (error) => error,
    );
    expect(error.name).toBe("AbortError");
  });
};
