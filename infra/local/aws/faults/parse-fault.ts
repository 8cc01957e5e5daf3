import * as v from "valibot";
import { didYouMean } from "../../../../workflows/engine/values/did-you-mean.ts";
import type { FaultName } from "./fault-name.ts";
import { faultNames } from "./fault-names.ts";
import { FaultSpecError, type Members } from "./fault-values.ts";
import { type Fault, faultSchema } from "./faults.ts";

/** The names of all faults, as help shows them. */
export const faultHelp: readonly { readonly usage: string; readonly doc: string }[] = faultNames.map(
  ({ name, value, doc, every }) => ({
    usage: value === undefined ? name : value.startsWith("[") ? `${name}[=${value.slice(1)}` : `${name}=${value}`,
    doc: every === 1 ? doc : `${doc}; every ${every === 2 ? "2nd" : "3rd"} time`,
  }),
);

const CHOICES = /,(service|operation|name|every|times)=/;

/**
 * A fault in words: `NAME[=VALUE]`, then any of `,service=`, `,operation=`, `,name=`, `,every=N` and `,times=N`, which
 * choose the calls that it strikes: `throttle,operation=CreateResource,times=2`.
 *
 * @throws FaultSpecError
 */
export function parseFault(text: string): Fault {
  // The pattern has one group, so names and values of the choices alternate behind the first part.
  const [head = "", ...choices] = text.split(CHOICES);
  const equals = head.indexOf("=");
  const written = equals < 0 ? head : head.slice(0, equals);
  const value = equals < 0 ? undefined : head.slice(equals + 1);
  const named = faultNames.find(({ name }) => name === written);
  if (named === undefined) throw new FaultSpecError(unknownFault(written));
  if (value !== undefined && named.value === undefined)
    throw new FaultSpecError(`the fault "${written}" takes no value`);
  const chosen = Object.fromEntries(
    choices.flatMap((choice, index) =>
      index % 2 === 1 ? [] : [[choice, counted(choice, choices[index + 1] ?? "")] as const],
    ),
  );
  const often = "times" in chosen || "every" in chosen ? {} : { every: named.every };
  const parsed = v.safeParse(faultSchema, { ...membersOf(named, value), ...often, ...chosen });
  if (parsed.success) return parsed.output;
  throw new FaultSpecError(`the fault "${text}" is not understood: ${parsed.issues[0].message}`);
}

function membersOf({ name, read }: FaultName, value: string | undefined): Members {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof FaultSpecError) throw new FaultSpecError(`the fault "${name}" ${error.message}`);
    throw error;
  }
}

const counted = (choice: string, value: string): string | number =>
  choice === "every" || choice === "times" ? Number(value) : value;

function unknownFault(written: string): string {
  const near = didYouMean(
    written,
    faultNames.map(({ name }) => name),
  );
  return `there is no fault "${written}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
}
