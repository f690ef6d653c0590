// What a client is made of. It is loaded by the first `Codex.connect`: a program that only names the types, the errors and the tools of this
// package loads none of it.
export { openClient } from "../connect/open-client.js";
export { codexRunner } from "./codex-runner.js";
