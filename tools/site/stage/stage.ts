import { mkdir, rm } from "node:fs/promises";
import { pages } from "../places.js";
import { stageApi, type ApiReport } from "./api.js";
import { readExamples } from "./examples.js";
import { stageGuides } from "./guides.js";
import { stageHistory } from "./history.js";
import { stageLlms } from "./llms.js";
import { stageSidebars } from "./sidebar.js";

/** Puts all pages together, as Markdown. */
export async function stage(where: {
  readonly address: string;
  readonly repository: string | undefined;
}): Promise<ApiReport> {
  await rm(pages, { recursive: true, force: true });
  await mkdir(pages, { recursive: true });
  const [report, versions] = await Promise.all([stageApi(), stageHistory(), stageGuides(where.repository)]);
  stageSidebars(versions, await readExamples());
  await stageLlms(where.address);
  return report;
}
