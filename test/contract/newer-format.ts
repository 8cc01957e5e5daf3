import { LedgerFormatError } from "../../infra/ledger/format.ts";
import type { Lease, Ledger } from "../../workflows/ports/ledger.ts";
import { keyOf } from "../support/definitions.ts";
import { anIntent, aPublication, aRecord, aRun, aRunEnd } from "./ledger-fixtures.ts";
import { MINUTE } from "./ledger-suite.ts";

type Call = readonly [method: string, call: (ledger: Ledger, lease: Lease) => Promise<unknown>];

export const readingCalls: readonly Call[] = [
  ["records", (ledger) => ledger.records()],
  ["intents", (ledger) => ledger.intents()],
  ["done", (ledger) => ledger.done({ commit: "c".repeat(40) })],
  ["progress", (ledger) => ledger.progress(42)],
  ["claimedBy", (ledger) => ledger.claimedBy("key")],
];

/** Of what the planner writes: it may be refused, or said to be unreadable. */
export const publicationCall: Call = [
  "publicationBefore",
  (ledger) => ledger.publicationBefore({ repository: 42, pullRequest: 7, head: "a".repeat(40) }, 2_000_000_000_000),
];

/** What the lock lets nobody do who does not hold it. */
export const leasedCalls: readonly Call[] = [
  ["renew", (ledger, lease) => ledger.renew(lease, MINUTE)],
  ["putRecord", (ledger, lease) => ledger.putRecord(lease, aRecord("orders"))],
  ["deleteRecord", (ledger, lease) => ledger.deleteRecord(lease, keyOf("orders"))],
  ["putIntent", (ledger, lease) => ledger.putIntent(lease, anIntent("orders"))],
  ["settleIntent", (ledger, lease) => ledger.settleIntent(lease, anIntent("orders"), { record: null })],
  ["putRun", (ledger, lease) => ledger.putRun(lease, aRun("run-1"))],
  ["pin", (ledger, lease) => ledger.pin(lease, 42, { pinned: "d".repeat(40), doubt: "none", branches: ["main"] })],
  ["finish", (ledger, lease) => ledger.finish(lease, 42, aRunEnd(), aRun("run-1"))],
  ["noteTold", (ledger, lease) => ledger.noteTold(lease, 42, { reported: "d".repeat(40) })],
];

export const writingCalls: readonly Call[] = [
  ...leasedCalls,
  ["acquire", (ledger) => ledger.acquire("run-2", MINUTE)],
  ["release", (ledger, lease) => ledger.release(lease)],
  ["publish", (ledger) => ledger.publish(aPublication())],
  ["claim", (ledger) => ledger.claim("key", MINUTE)],
];

/** The format for which the call was refused, as the message names it beside the newest that is known. */
export async function refusedFormat(call: Promise<unknown>): Promise<string | undefined> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LedgerFormatError)) throw new Error("the format should have been refused", { cause: error });
  return /has the format (.*), and .*reads the formats 1 and 2\./.exec(error.message)?.[1];
}
