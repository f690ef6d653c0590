// The example's page in a browser, over a real runtime: what a person sees of what the agents want, and what their decisions do.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  applyPatch,
  functionCall,
  message,
  startTestRuntime,
  type TestRuntime,
} from "@codex-typed/client/testing";
import { approvalInbox, type ApprovalRequest } from "@codex-typed/client";
import { main } from "../../../examples/approval-console/main.js";
import { serveConsole, type ConsoleOptions } from "../../../examples/approval-console/server.js";
import { viewOf } from "../../../examples/approval-console/view.js";
import { browserPath, startBrowser } from "../../../packages/codegen/test/support/diff/browser.js";

if (browserPath === undefined)
  console.warn("the approval console is not looked at: no Chromium here (CHROMIUM_PATH names one)");

const WRITER = "Note what you found";
const READER = "Look around";
/** Would do what it says if it were taken for markup; its end would look reversed. */
const NASTY = `echo "<script>document.title='owned'</script><b>bold\u202e" > ../outside/accepted.txt`;

it("says that a new or moved file takes another's place", () => {
  const there = import.meta.filename;
  const gone = path.join(import.meta.dirname, "no-such-file");
  const inbox = approvalInbox();
  void inbox(
    {
      kind: "fileChange",
      threadId: "T",
      turnId: "U",
      itemId: "I",
      startedAtMs: 0,
      changes: [
        { path: gone, kind: { type: "add" }, diff: "text\n" },
        { path: there, kind: { type: "add" }, diff: "text\n" },
        { path: gone, kind: { type: "update", move_path: there }, diff: "" },
        { path: there, kind: { type: "update", move_path: gone }, diff: "" },
        { path: there, kind: { type: "update", move_path: null }, diff: "" },
        { path: there, kind: { type: "delete" }, diff: "text\n" },
      ],
    },
    {
      approvalId: "1",
      signal: new AbortController().signal,
      availableDecisions: ["decline"],
      persistentGrants: false,
    },
  );
  const shown = inbox.pending.map((entry) => viewOf(entry, { names: new Map(), patienceMs: 60_000 }));
  expect(shown.flatMap(({ files }) => files.map(({ kind }) => kind))).toEqual([
    "new",
    "new, replaces a file that is there",
    "moved, replaces a file that is there",
    "moved",
    "changed",
    "deleted",
  ]);
});

describe.skipIf(browserPath === undefined)("the approval console", { timeout: 60_000 }, () => {
  let browser: Browser;
  let test: TestRuntime;
  let page: Page;
  let url: string;
  let working: Promise<void>;
  const printed: string[] = [];
  const trouble: string[] = [];

  const outside = (name: string): string => path.join(test.home.outside, name);
  const card = (within: Page, name: string) => within.getByRole("article", { name });
  const button = (within: Page, name: string) => within.getByRole("button", { name, exact: true });

  beforeAll(async () => {
    [browser, test] = await Promise.all([
      startBrowser(browserPath ?? ""),
      startTestRuntime({ model: "gpt-5.5" }),
    ]);
    await writeFile(outside("edited.txt"), "one\ntwo\n");
    const patch = [
      "*** Begin Patch",
      `*** Update File: ${outside("edited.txt")}`,
      "@@",
      "-one",
      "+uno",
      " two",
      "*** End Patch",
    ].join("\n");
    const escalated = (cmd: string, why: string, callId: string) =>
      functionCall(
        "exec_command",
        { cmd, sandbox_permissions: "require_escalated", justification: why },
        { callId },
      );
    test.model.respond((request) => {
      if (request.inputText === READER)
        return request.toolOutput("look") === undefined
          ? escalated("touch ../outside/declined.txt", "May I look?", "look")
          : message("Nothing to see.");
      if (request.toolOutput("note") === undefined) return escalated(NASTY, "May I note it?", "note");
      return request.toolOutput("patch") === undefined
        ? applyPatch(patch, { callId: "patch" })
        : message("Noted.");
    });
    vi.spyOn(console, "log").mockImplementation((line) => void printed.push(String(line)));
    working = main({ runtime: test.runtime }, [WRITER, READER]);
    working.catch(() => undefined);
    url = await vi.waitFor(() => /http\S+/.exec(printed.join("\n"))?.[0] ?? expect.fail("not up"), 10_000);
    page = await browser.newPage();
    for (const event of ["console", "pageerror"] as const)
      page.on(event as "console", (said) => trouble.push(String(said.text?.() ?? said)));
    page.setDefaultTimeout(10_000);
    await page.goto(url);
  }, 60_000);

  afterAll(async () => {
    vi.restoreAllMocks();
    await browser.close();
    await test[Symbol.asyncDispose]();
  });

  it("shows the requests of both threads, and what others wrote as text", async () => {
    await page.getByText("2 to decide").waitFor();
    const text = await page.locator("main").innerText();
    expect(text).toContain("<script>document.title='owned'</script><b>bold⟨U+202E⟩");
    expect(text).toContain("May I note it?");
    expect(text).toContain(test.home.workspace);
    expect(await page.title()).toBe("2 to decide · Approvals");
  });

  it("is closed to other websites, and to who has no link", async () => {
    const { origin, host } = new URL(url);
    const post = (headers: Record<string, string>, to = new URL("decisions/x", url).href) =>
      fetch(to, { method: "POST", headers, body: '"accept"' }).then(({ status }) => status);
    expect(await post({ origin: "https://evil.example" })).toBe(403);
    expect(await post({})).toBe(403);
    expect(await post({ origin }, `${origin}/decisions/x`)).toBe(404);
    expect((await fetch(`${origin}/events`)).status).toBe(404);
    expect(
      await page.request.get(url, { headers: { host: "rebound.example" } }).then((r) => r.status()),
    ).toBe(403);
    expect(await post({ origin })).toBe(409);
    expect(host).toMatch(/^127\.0\.0\.1:/);
    const { headers } = await fetch(url);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("lets one decide by keyboard, and tells a second window that it came too late", async () => {
    const second = await browser.newPage();
    await second.goto(url);
    const asked = second.waitForRequest("**/decisions/*");
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await second.route("**/decisions/*", async (route) => {
      await held;
      await route.continue();
    });
    const reader = card(second, "Run a command").filter({ hasText: READER });
    await reader.getByRole("button", { name: "Allow once" }).click();
    await asked;

    await card(page, "Run a command")
      .filter({ hasText: READER })
      .getByRole("button", { name: "Decline", exact: true })
      .focus();
    await page.keyboard.press("Enter");
    await page.getByText("Run a command: Decline.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Approvals");
    release();
    await second.getByText("Run a command: This was decided already, or is no longer asked.").waitFor();
    await second.close();
  });

  it("allows what is allowed, for the session too, and shows what was decided until the program ends", async () => {
    await button(page, "Allow once").click();
    await card(page, "Change a file").waitFor();
    expect(await page.locator("figure").innerText()).toMatch(
      /outside\/edited\.txt changed\s+@@ -1,2 \+1,2 @@\s+-one\s+\+uno\s+ two/,
    );
    await button(page, "Allow for this session").click();
    await page.getByText("The program has ended").waitFor();
    expect(await page.locator(".trail li .title + span").allInnerTexts()).toEqual([
      "allowed here, for the session",
      "allowed here",
      "declined here",
    ]);
    await working;
    expect(printed.slice(1).sort()).toEqual([`${READER}\n→ Nothing to see.`, `${WRITER}\n→ Noted.`]);
    expect(existsSync(outside("declined.txt"))).toBe(false);
    expect(existsSync(outside("accepted.txt"))).toBe(true);
    expect(await readFile(outside("edited.txt"), "utf8")).toBe("uno\ntwo\n");
    expect(trouble).toEqual([]);
  });

  it("takes nobody for a no, after the time that it states", async () => {
    await main({ runtime: test.runtime }, [READER], 200);
    expect(printed.at(-1)).toBe(`${READER}\n→ Nothing to see.`);
    expect(existsSync(outside("declined.txt"))).toBe(false);
  });

  it("asks what there is to answer, of every kind", async () => {
    const inbox = approvalInbox();
    const nothing = { approvals: async function* () {} } as unknown as ConsoleOptions["codex"];
    await using served = await serveConsole({ codex: nothing, inbox, names: new Map(), patienceMs: 60_000 });
    const signal = new AbortController().signal;
    const ask = (approvalId: string, request: object) =>
      inbox({ threadId: "T", ...request } as ApprovalRequest, {
        approvalId,
        signal,
        availableDecisions: ["decline"],
        persistentGrants: false,
      });
    const answers = [
      ask("1", {
        kind: "userInput",
        questions: [
          {
            id: "colour",
            header: "Paint",
            question: "Which colour?",
            isOther: true,
            options: [
              { label: "Red", description: "as a rose" },
              { label: "Blue", description: "as the sea" },
            ],
          },
          { id: "word", header: "Door", question: "Which word opens it?", isSecret: true },
        ],
      }),
      ask("2", {
        kind: "mcpElicitation",
        serverName: "tickets",
        mode: "form",
        message: "Who are you?",
        requestedSchema: { type: "object", properties: { name: { type: "string" } } },
      }),
      ask("3", {
        kind: "mcpElicitation",
        serverName: "tickets",
        mode: "url",
        message: "Log in.",
        url: "https://t.example",
      }),
      ask("4", {
        kind: "mcpToolCall",
        serverName: "tickets",
        tool: "close",
        arguments: { id: 7 },
        persist: [],
        message: "Close it?",
      }),
      ask("5", {
        kind: "permissions",
        permissions: { network: { enabled: true }, fileSystem: null },
        cwd: "/repo",
      }),
    ];
    await page.goto(served.url);
    await page.getByLabel("Blue").check();
    await page.getByLabel("Your answer", { exact: true }).fill("sesame");
    await card(page, "Answer the agent").getByRole("button", { name: "Answer", exact: true }).click();
    const form = card(page, "Answer the server tickets").first();
    await form.getByLabel("Your answer, as JSON").fill("Ada");
    await form.getByRole("button", { name: "Answer", exact: true }).click();
    await form.getByText("This is not JSON.").waitFor();
    await form.getByLabel("Your answer, as JSON").fill('{"name":"Ada"}');
    await form.getByRole("button", { name: "Answer", exact: true }).click();
    await button(page, "Done").click();
    for (const name of ["Call close of tickets", "Have more permissions"])
      await card(page, name).getByRole("button", { name: "Decline", exact: true }).click();
    expect(await Promise.all(answers)).toEqual([
      { answers: { colour: { answers: ["Blue"] }, word: { answers: ["sesame"] } } },
      { action: "accept", content: { name: "Ada" }, _meta: null },
      { action: "accept", content: null, _meta: null },
      "decline",
      "decline",
    ]);
    expect(trouble).toEqual([]);
  });
});
