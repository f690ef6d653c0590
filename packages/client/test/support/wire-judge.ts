import { createServer, request, type Server } from "node:http";
import { json, text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";

import { missesOf, type Miss, type Passed } from "./wire-check.js";
import type { WireValidator } from "./wire-validator.js";

/** Validators take seconds to compile: one process does so for all that run tests, and says what does not fit. */
export function wireJudge(validator: WireValidator): Server {
  const judge = async (passed: readonly Passed[]): Promise<readonly Miss[]> => {
    const misses: Miss[] = [];
    for (const one of passed) {
      misses.push(...missesOf(validator, one));
      // Others ask meanwhile, and this process has more to do for them.
      await setImmediate();
    }
    return misses;
  };
  return createServer((asked, answer) => {
    void json(asked)
      .then((passed) => judge(passed as readonly Passed[]))
      .then(
        (misses) => answer.end(JSON.stringify(misses)),
        (error: unknown) => answer.writeHead(500).end(String(error)),
      );
  });
}

/** What the judge at `port` says of messages. Nothing of the conversation outlives it. */
export async function judged(port: number, passed: readonly Passed[]): Promise<readonly Miss[]> {
  const body = await new Promise<string>((resolve, reject) => {
    request({ host: "127.0.0.1", port, method: "POST", agent: false }, (answer) => {
      text(answer).then((said) => {
        if (answer.statusCode === 200) resolve(said);
        else reject(new Error(`The schema could not be asked: ${said}`));
      }, reject);
    })
      .on("error", reject)
      .end(JSON.stringify(passed));
  });
  return JSON.parse(body) as readonly Miss[];
}
