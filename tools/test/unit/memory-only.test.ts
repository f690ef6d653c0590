import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from "node:child_process";
import { createServer, get } from "node:http";
import { connect, createServer as createNetServer } from "node:net";
import { execa } from "execa";
import { expect, it } from "vitest";

it.each<[string, () => unknown]>([
  ["spawn", () => spawn(process.execPath)],
  ["exec", () => exec("true")],
  ["execFile", () => execFile(process.execPath)],
  ["fork", () => fork("none.mjs")],
  ["spawnSync", () => spawnSync(process.execPath)],
  ["execSync", () => execSync("true")],
  ["execFileSync", () => execFileSync(process.execPath)],
])("a test in unit/ that starts a process with %s is told to move", (_, start) => {
  expect(start).toThrow("A test in unit/ starts a process. Move it");
});

it("so is one whose library does", async () => {
  await expect(execa(process.execPath, ["--version"])).rejects.toThrow("starts a process. Move it");
});

it.each<[string, () => unknown]>([
  ["opens a socket", () => connect(1)],
  ["opens a socket", () => get("http://127.0.0.1:1")],
  ["listens on a socket", () => createNetServer().listen(0)],
  ["listens on a socket", () => createServer().listen(0)],
])("a test in unit/ that %s is told to move", (what, open) => {
  expect(open).toThrow(`A test in unit/ ${what}. Move it`);
});
