import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { EvaluatorFailedError } from "./worker-thread.ts";

/**
 * The lines of a stream of UTF-8, which end with a line feed and with nothing else: Node's own reader of lines also
 * ends one at U+2028, which JSON may hold as it is. Throws `EvaluatorFailedError` at a line of more than `longest`
 * characters.
 */
export async function* lines(stream: Readable, longest: number): AsyncGenerator<string> {
  let held: string[] = [];
  let length = 0;
  const decoder = new StringDecoder("utf8");
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const [end = "", ...further] = decoder.write(chunk).split("\n");
    held.push(end);
    length += end.length;
    if (length > longest) throw new EvaluatorFailedError("a line to or from the evaluator's process is too long");
    for (const begin of further) {
      yield held.join("");
      held = [begin];
      length = begin.length;
    }
  }
}
