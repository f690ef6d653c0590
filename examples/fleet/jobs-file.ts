// Jobs from a file: one on each line, as JSON.
import { readFile } from "node:fs/promises";
import { messageOf, StartError } from "./errors.js";
import { readJob, type FleetJob } from "./job.js";

/** All jobs of a file. @throws StartError naming each line that is no job: then none of them is to be done. */
export async function readJobs(file: string): Promise<readonly FleetJob[]> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new StartError(error.message, { cause: error });
  });
  const problems: string[] = [];
  const jobs = text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [readJob(JSON.parse(line))];
    } catch (error) {
      problems.push(`${file}:${index + 1}: ${messageOf(error)}`);
      return [];
    }
  });
  if (problems.length > 0) throw new StartError(problems.join("\n"));
  if (jobs.length === 0) throw new StartError(`There is no job in ${file}.`);
  return jobs;
}
