import { expect, test, vi } from "vitest";
import { stdioTransport } from "../../../src/transport/stdio/stdio.js";
import { isAlive } from "./open-fixture.js";

const fault = new TypeError("a fault of this client");
const pids: number[] = [];

vi.mock("../../../src/transport/stdio/stdio-channel.js", () => ({
  StdioChannel: class {
    constructor({ pid }: { pid: number }) {
      pids.push(pid);
      throw fault;
    }
  },
}));

test("a process of which the channel cannot be made is not left behind", async () => {
  const sink = { message: () => undefined, closed: () => expect.unreachable("It was never open.") };
  const args = ["--eval", "setTimeout(() => {}, 60_000)"];
  await expect(stdioTransport({ path: process.execPath, args }).open(sink)).rejects.toBe(fault);
  expect(pids).toHaveLength(1);
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]));
});
