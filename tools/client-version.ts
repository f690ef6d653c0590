// Writes the version of the client's package into its source: what it tells a server. Runs after `changeset version`.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const client = path.resolve(import.meta.dirname, "../packages/client");
const source = path.join(client, "src/connect/client-version.ts");

const { version } = JSON.parse(await readFile(path.join(client, "package.json"), "utf8")) as {
  version: string;
};
const before = await readFile(source, "utf8");
const after = before.replace(/(CLIENT_VERSION = )"[^"]*"/, `$1${JSON.stringify(version)}`);
if (!after.includes(`CLIENT_VERSION = ${JSON.stringify(version)}`)) {
  throw new Error(`${source} does not set CLIENT_VERSION`);
}
await writeFile(source, after);
