import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { JsonSchema } from "../../src/schema/json-schema.js";
import { BUNDLE_FILE } from "../../src/schema/runtime.js";

/** Definitions by name, as they stand under `definitions.v2` of a bundle. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

/** A method with its params, for {@link bundleOf}. */
export interface Message {
  readonly method: string;
  readonly params?: JsonSchema;
  readonly description?: string;
}

/** A whole bundle around a few definitions. Without messages, each union of methods has one that says nothing. */
export function bundleOf(
  definitions: Definitions,
  messages: Partial<Record<string, readonly Message[]>> = {},
): object {
  const requests = messages["ClientRequest"] ?? [{ method: "ping" }];
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    definitions: {
      ClientRequest: methodUnion(requests),
      ServerRequest: methodUnion(messages["ServerRequest"] ?? [{ method: "poke" }]),
      ServerNotification: methodUnion(messages["ServerNotification"] ?? [{ method: "told" }]),
      ClientNotification: methodUnion(messages["ClientNotification"] ?? [{ method: "initialized" }]),
      ...(messages["ClientRequest"] === undefined ? { PingResponse: { type: "object" } } : {}),
      ...(messages["ServerRequest"] === undefined ? { PokeResponse: { type: "object" } } : {}),
      v2: definitions,
    },
  };
}

function methodUnion(messages: readonly Message[]): JsonSchema {
  return {
    oneOf: messages.map(({ method, params, description }) => ({
      type: "object",
      properties: {
        method: { type: "string", enum: [method] },
        ...(params === undefined ? {} : { params }),
      },
      required: params === undefined ? ["method"] : ["method", "params"],
      ...(description === undefined ? {} : { description }),
    })),
  };
}

/** A folder of this test's own, removed when it ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "codegen-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A schema folder that holds `bundle`: an object, or text that need not be JSON. */
export async function schemaFolder(bundle: object | string): Promise<string> {
  const folder = path.join(await temporaryFolder(), "schema");
  await mkdir(folder);
  await writeFile(
    path.join(folder, BUNDLE_FILE),
    typeof bundle === "string" ? bundle : JSON.stringify(bundle),
  );
  return folder;
}
