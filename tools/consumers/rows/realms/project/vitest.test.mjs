import * as client from "@codex-typed/client";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inThisRealm } from "./in-this-realm.cjs";

inThisRealm({ ...client, noProgram: join(import.meta.dirname, "no-program") }, test, expect);
