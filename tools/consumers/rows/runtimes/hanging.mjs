// Closes a channel to a process that hangs.
import { stdioTransport } from "@codex-typed/client";

const args = ["-c", "trap '' TERM; while true; do sleep 1; done"];
const shutdown = { stdinGraceMs: 200, termGraceMs: 200 };
const transport = stdioTransport({ path: "/bin/sh", args, env: { PATH: "/usr/bin:/bin" }, shutdown });
const channel = await transport.open({
  message() {},
  closed: (end) => console.log(`closed: ${"signal" in end ? end.signal : end.message}`),
});
await channel.close();
