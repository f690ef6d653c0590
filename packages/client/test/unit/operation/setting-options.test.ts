import { expect, it } from "vitest";

import { configField } from "../../../src/operation/setting-options.js";

const operation = {
  name: "Codex.startThread",
  settings: {
    effort: { setting: "model_reasoning_effort" },
    webSearch: { setting: "web_search", values: ["disabled", "live"] },
  },
};
const field = (given: object): object => configField(operation, new Map(Object.entries(given)));

it.each([
  [{}, {}],
  [{ config: { model: "m" } }, {}],
  [{ webSearch: "live" }, { config: { web_search: "live" } }],
  [{ webSearch: "live", config: null }, { config: { web_search: "live" } }],
  [
    { effort: "high", webSearch: "live", config: { model: "m" } },
    { config: { model: "m", model_reasoning_effort: "high", web_search: "live" } },
  ],
])("of %j the field config is made %j", (given, want) => {
  expect(field(given)).toEqual(want);
});

it.each([
  [{ webSearch: "always" }, 'webSearch must be one of disabled, live, not "always"'],
  [{ webSearch: true }, "webSearch must be one of disabled, live, not true"],
  [{ webSearch: null }, "webSearch must be one of disabled, live, not null"],
  [{ effort: "" }, "effort must be a word that is not empty"],
  [
    { webSearch: "live", config: { web_search: "live" } },
    "webSearch and config.web_search say the same thing",
  ],
  [
    { effort: "low", config: { model_reasoning_effort: "high" } },
    "effort and config.model_reasoning_effort say the same thing",
  ],
])("%j is refused: %s", (given, message) => {
  expect(() => field(given)).toThrowError(expect.objectContaining({ name: "UsageError" }));
  expect(() => field(given)).toThrowError(message);
});
