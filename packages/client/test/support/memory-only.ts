// Set up before each file of the project `unit`, which is the inner loop: whatever takes time to start is refused there.
import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

function refuse(what: string): () => never {
  return () => {
    throw new Error(
      `A test in unit/ ${what}. Move it: to runtime/ if it reaches a runtime, to faults/ if it is about broken processes or sockets.`,
    );
  };
}

const startsProcess = refuse("starts a process");
// Below spawn, exec, execFile and fork, whoever has imported them.
(childProcess.ChildProcess.prototype as { spawn?: unknown }).spawn = startsProcess;
childProcess.spawnSync = startsProcess;
childProcess.execSync = startsProcess;
childProcess.execFileSync = startsProcess;
syncBuiltinESMExports();

// A number in place of a mock's may stand for a group, or for every process of the machine.
const { kill } = process;
const sendsSignal = refuse("sends a signal");
process.kill = (pid, signal) => (signal === 0 ? kill.call(process, pid, signal) : sendsSignal());

net.Socket.prototype.connect = refuse("opens a socket");
net.Server.prototype.listen = refuse("listens on a socket");
