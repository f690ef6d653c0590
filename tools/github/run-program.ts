import { execa } from "execa";

import type { RunProgram } from "./pull-request.js";

/** Runs a program that is on the PATH. */
export const runProgram: RunProgram = async (command, args, input) => {
  const { stdout } = await execa(command, args, input === undefined ? {} : { input });
  return stdout;
};
