import { expect, it } from "vitest";

import { Secrets } from "../../../src/testing/recorder/secrets.js";

it.each([
  ["authorization", "Bearer s3cr3t-value"],
  ["x-api-key", "s3cr3t-value"],
  ["ocp-apim-subscription-key", "s3cr3t-value"],
  ["x-auth", "s3cr3t-value"],
  ["x-password", "s3cr3t-value"],
  ["cookie", "a=s3cr3t-value; b=other"],
])("what the header %s carried is not in a recording", (name, value) => {
  const secrets = new Secrets();
  secrets.learn({ [name]: value, "user-agent": "codex" });
  expect(secrets.blot({ text: ["It was s3cr3t-value, of codex"] })).toEqual({
    text: ["It was [secret], of codex"],
  });
});
