import { digestOfEngine, readEngine } from "./sources.ts";

/** Written in when a function is bundled, where the sources are no longer at hand. */
declare const BRIDGEHEAD_ENGINE: string | undefined;

let ofSources: string | undefined;

/** Names the engine: what evaluates, interprets and plans. Two of one name make the same plan of the same things. */
export function engineDigest(): string {
  return typeof BRIDGEHEAD_ENGINE === "string" ? BRIDGEHEAD_ENGINE : fromSources();
}

function fromSources(): string {
  ofSources ??= digestOfEngine(readEngine());
  return ofSources;
}
