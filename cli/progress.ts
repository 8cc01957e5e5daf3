import process from "node:process";
import { advance, type ApplyEvent, noProgress } from "../workflows/engine/plan/write/progress.ts";
import { progressLine, standing } from "../workflows/render/progress.ts";
import type { Output } from "./output.ts";

export interface ProgressView {
  readonly onEvent: (event: ApplyEvent) => void;
  /** Takes away what is not to stay. */
  readonly end: () => void;
  /** How far it got, in words; empty: nothing was to be done yet. */
  readonly standing: () => string;
}

/** Carriage return, and an erased line. */
const ERASE = "\r\u001B[K";

/**
 * Shows an apply as it goes on, on standard error: a line for everything that ended, and on a terminal a bar beneath
 * them. Elsewhere a line for everything that begins.
 */
export function showProgress(output: Output, stream: NodeJS.WriteStream = process.stderr): ProgressView {
  let progress = noProgress;
  const bar = (): void => {
    if (stream.isTTY) stream.write(`${ERASE}${progressLine(progress, (stream.columns ?? 80) - 1)}`);
  };
  const note = (text: string): void => {
    if (stream.isTTY) stream.write(ERASE);
    output.note(text);
  };
  return {
    onEvent(event) {
      progress = advance(progress, event);
      if (event.kind === "started" && !stream.isTTY) note(`  ${event.change.name}: ${event.change.action} …`);
      if (event.kind === "ended") note(`  ${event.result.name}: ${event.result.status}`);
      if (event.kind === "authorising" && !stream.isTTY) note(`  ${event.change.name}: ${event.state}`);
      bar();
    },
    standing: () => standing(progress),
    end() {
      if (stream.isTTY) stream.write(ERASE);
    },
  };
}
