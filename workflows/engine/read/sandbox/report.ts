import * as v from "valibot";
import { limits } from "./limits.ts";

const shortText = v.pipe(v.string(), v.maxLength(2_000));
const stack = v.pipe(v.string(), v.maxLength(8_000));

const thrownData = v.union([
  v.object({ kind: v.literal("reported") }),
  v.object({ kind: v.literal("value") }),
  v.object({ kind: v.literal("error"), name: shortText, message: shortText, stack }),
]);

const callData = v.object({
  /** Of the kind that is declared. */
  type: shortText,
  id: v.nullable(shortText),
  stack,
  /** The properties as JSON; null when there is a fault or a problem. */
  json: v.nullable(v.pipe(v.string(), v.maxLength(limits.definitionLength))),
  problems: v.pipe(v.array(v.object({ pointer: shortText, what: shortText })), v.maxLength(limits.problems)),
  fault: v.nullable(v.picklist(["id", "props", "size", "threw", "tainted"])),
  /** What reading the properties threw; null otherwise. */
  thrown: v.nullable(thrownData),
});
/** `type`: of the kind that it is about; null: it is about none. */
const namedData = v.object({ name: shortText, type: v.nullable(shortText), stack });
const namedKinds = [
  "not-hermetic",
  "known-after-apply",
  "unsupported-service",
  "invalid-ssm-call",
  /** An async function that did not come to its end; the stack is that of its call. */
  "unfinished",
] as const;

/** A call that declares a resource, as the sandbox reports it. */
export type CallReport = v.InferOutput<typeof callData>;

/** What the authoring API inside the sandbox has to say, in the order in which it happened. */
export type SandboxReport =
  | { readonly kind: "call"; readonly call: CallReport }
  /** A promise was rejected, and nothing looked at it. */
  | { readonly kind: "rejected"; readonly thrown: Thrown }
  | {
      readonly kind: (typeof namedKinds)[number];
      readonly name: string;
      readonly type: string | null;
      readonly stack: string;
    };

/** What a file threw: an error, something that is none, or what was reported already. */
export type Thrown = v.InferOutput<typeof thrownData>;

/** Throws when the sandbox says something that its prelude never says. */
export function parseReport(kind: string, data: string): SandboxReport {
  const parsed: unknown = JSON.parse(data);
  if (kind === "call") return { kind, call: v.parse(callData, parsed) };
  if (kind === "rejected") return { kind, thrown: v.parse(thrownData, parsed) };
  return { kind: v.parse(v.picklist(namedKinds), kind), ...v.parse(namedData, parsed) };
}

export function parseThrown(data: string): Thrown {
  return v.parse(thrownData, JSON.parse(data));
}
