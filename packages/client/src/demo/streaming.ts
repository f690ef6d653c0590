import { message } from "@codex-typed/client/testing";
import { expectEqual, UnmetExpectation } from "./failure.js";
import type { Stage } from "./stage.js";

const TEXT = `This text comes word by word, as a model writes it. The runtime sends
each piece as a notification, the client hands it to a for await loop,
and the loop prints it. A slow loop loses nothing.`;

/** A person would read along at this speed. */
const MS_PER_WORD = 25;

/** How many pieces prove that the text came as a stream: a reader that lags gets several in one. */
const ENOUGH = 10;

/** A message that is printed while it is being written. */
export async function showStreaming({ screen, model, codex, signal }: Stage): Promise<void> {
  const step = screen.step("Text, as it streams");
  model.enqueue(message(TEXT, { deltas: TEXT.split(/(?<=\s)/), delayMs: MS_PER_WORD }));
  const thread = await codex.startThread({ signal });
  const turn = await thread.runStreamed("Say how you stream.", { signal });

  const shown = screen.stream();
  const pieces: string[] = [];
  for await (const event of turn.events) {
    if (event.method !== "item/agentMessage/delta") continue;
    pieces.push(event.params.delta);
    shown.write(event.params.delta);
  }
  shown.end();
  signal.throwIfAborted();

  expectEqual("The streamed text", pieces.join(""), TEXT);
  expectEqual("The final response", (await turn.result()).finalResponse, TEXT);
  if (pieces.length < ENOUGH) {
    throw new UnmetExpectation("The text did not come as a stream.", [
      ["expected", `${ENOUGH} pieces or more`],
      ["seen", `${pieces.length}`],
    ]);
  }
  step.done(`${pieces.length} pieces, together the whole text`);
}
