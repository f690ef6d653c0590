const { join } = require("node:path");
const client = require("@codex-typed/client");
const { inThisRealm } = require("./in-this-realm.cjs");

jest.setTimeout(30_000);
inThisRealm({ ...client, noProgram: join(__dirname, "no-program") }, test, expect);
