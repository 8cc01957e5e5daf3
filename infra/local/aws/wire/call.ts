import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { FaultBook, FaultSubject } from "../faults/fault-book.ts";
import { type InputOf, parseInput, type Shape } from "./input.ts";
import type { Surroundings } from "../cloud-control/resource-type.ts";

/** One authenticated request, on its way to an operation. */
export interface Call extends Surroundings, FaultSubject {
  readonly now: number;
  readonly requestId: string;
  /** Access key id of the caller's credentials. */
  readonly accessKeyId: string;
  readonly faults: FaultBook;
}

/** An operation of a service: checks its input, then runs. Throws AwsError. */
export interface Operation {
  readonly mutates: boolean;
  readonly shape: Shape;
  readonly run: (body: unknown, call: Call) => JsonObject;
}

interface Kind {
  readonly mutates: boolean;
}

export const reads: Kind = { mutates: false };
export const writes: Kind = { mutates: true };

export function operation<const S extends Shape>(
  kind: Kind,
  shape: S,
  run: (input: InputOf<S>, call: Call) => JsonObject,
): Operation {
  return { mutates: kind.mutates, shape, run: (body, call) => run(parseInput(shape, body), call) };
}

/** Milliseconds as AWS's JSON protocols write timestamps: seconds, with a fraction. */
export const timestamp = (milliseconds: number): number => milliseconds / 1000;

/** The object less its undefined and null members, which AWS leaves out. */
export function present(members: Readonly<Record<string, JsonObject[string] | null | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value]])),
  );
}
