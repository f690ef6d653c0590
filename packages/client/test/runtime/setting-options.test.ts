import { expect, it } from "vitest";

import { isUsageError } from "../../src/index.js";
import { message, startTestCodex, type ScriptedModel } from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex({ model: "gpt-5.5" }));

/** What the model was last asked for: how much to reason, and whether it may search. */
function seen({ requests }: ScriptedModel): { readonly effort: unknown; readonly search: unknown } {
  const { body } = requests.at(-1) ?? {};
  const search = body?.tools?.find(({ type }) => type === "web_search");
  return { effort: body?.reasoning?.effort, search };
}

const live = { type: "web_search", external_web_access: true };

it("effort and webSearch reach the model, from a start and from a fork, whose own count", async () => {
  await using test = await start();
  test.model.respond(() => message("Hello"));
  const thread = await test.codex.startThread({ effort: "high", webSearch: "live" });
  await thread.run("Hi");
  expect(seen(test.model)).toMatchObject({ effort: "high", search: live });
  await thread.run("Hi", { effort: "low" });
  expect(seen(test.model)).toMatchObject({ effort: "low", search: live });
  const fork = await thread.fork({ effort: "xhigh", webSearch: "disabled" });
  await fork.run("Hi");
  expect(seen(test.model)).toEqual({ effort: "xhigh", search: undefined });
});

it("webSearch stands beside other settings of config", async () => {
  await using test = await start();
  test.model.respond(() => message("Hello"));
  const thread = await test.codex.startThread({
    webSearch: "cached",
    config: { model_reasoning_effort: "low" },
  });
  await thread.run("Hi");
  expect(seen(test.model)).toMatchObject({ effort: "low", search: { external_web_access: false } });
});

it("of a thread that is loaded, which would keep what it has, neither is taken", async () => {
  await using test = await start();
  test.model.respond(() => message("Hello"));
  const thread = await test.codex.startThread({ webSearch: "live" });
  await thread.run("Hi");
  const refused = async (options: object): Promise<unknown> =>
    test.codex
      .resumeThread(thread.id, options)
      .catch((error: unknown) => isUsageError(error) && error.message);
  expect(await refused({ webSearch: "disabled" })).toContain("keeps the webSearch that it was loaded with");
  expect(await refused({ effort: "low" })).toContain("Give effort to run");
  expect(await refused({ config: { web_search: "disabled" } })).toContain("keeps the config");
  expect(await refused({ developerInstructions: "Be brief" })).toContain("keeps the developerInstructions");
  expect(await refused({ modelProvider: "openai" })).toContain("keeps the modelProvider");
  expect((await test.codex.resumeThread(thread.id, { modelProvider: "scripted" })).id).toBe(thread.id);
  const { id } = thread;
  await test.codex.archiveThread(id);
  await test.codex.unarchiveThread(id);
  const cold = await test.codex.resumeThread(id, { effort: "low", webSearch: "disabled" });
  await cold.run("Hi");
  expect(seen(test.model)).toEqual({ effort: "low", search: undefined });
});

it("of a thread that is loaded a model and a tier come with the handle's next turn, once, and with its forks", async () => {
  await using test = await start();
  test.model.respond(() => message("Hello"));
  const first = await test.codex.startThread();
  await first.run("Hi");
  const thread = await test.codex.resumeThread(first.id, { model: "gpt-5.4", serviceTier: "flex" });
  const asked = (): unknown => {
    const { body } = test.model.requests.at(-1) ?? {};
    return { model: body?.model, tier: body?.["service_tier"] };
  };
  await (await thread.fork()).run("Hi");
  expect(asked()).toEqual({ model: "gpt-5.4", tier: "flex" });
  const refusal = await thread
    .review({ type: "uncommittedChanges" })
    .catch((error: unknown) => isUsageError(error) && error.option);
  expect(refusal).toBe("model");
  await first.run("Hi");
  expect(asked()).toEqual({ model: "gpt-5.5", tier: undefined });
  await thread.run("Hi");
  expect(asked()).toEqual({ model: "gpt-5.4", tier: "flex" });
  expect(thread.settings.model).toBe("gpt-5.4");
  await first.run("Hi", { model: "gpt-5.5" });
  await thread.run("Hi");
  expect(asked()).toEqual({ model: "gpt-5.5", tier: "flex" });
});
