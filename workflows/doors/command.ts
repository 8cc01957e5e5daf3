// Wall: what a comment can ask for is decided from its text alone, before anything is queued.
import { PLAN_COMMAND } from "../ports/jobs.ts";

/** What a comment says to Bridgehead. */
export type Said = "plan" | "no-command" | "something-else";

/** That a comment begins with this says that it is meant for Bridgehead. */
const ADDRESS = /^\/bridgehead(?=\s|$)/i;

/**
 * The grammar is closed: a comment is exactly the command, with nothing but blank space around it, or it is none. Nothing
 * can stand behind it: no scope, no flag, no commit and no other operation. What only quotes the command, or speaks of it,
 * is not meant for anybody here. One that was meant and is none is said so.
 */
export function saidBy(body: string): Said {
  const text = body.trim();
  if (text === PLAN_COMMAND) return "plan";
  return ADDRESS.test(text) ? "no-command" : "something-else";
}
