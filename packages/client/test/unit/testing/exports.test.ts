import { expect, it } from "vitest";

import * as testing from "../../../src/testing/index.js";

it("exports these values and no others", () => {
  expect(Object.keys(testing).sort()).toEqual([
    "TestingError",
    "applyPatch",
    "createTestHome",
    "customToolCall",
    "disconnect",
    "events",
    "failure",
    "functionCall",
    "gate",
    "guardianVerdict",
    "invalidConfiguration",
    "isTestingError",
    "message",
    "outputs",
    "reasoning",
    "recordModel",
    "scriptFrom",
    "startListeningRuntime",
    "startScriptedModel",
    "startTestCodex",
    "startTestRuntime",
    "streamFailure",
  ]);
});
