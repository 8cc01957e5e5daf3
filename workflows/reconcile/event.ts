import * as v from "valibot";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { Key } from "../engine/values/key.ts";

/** What starts the reconciler. */
export type Told =
  | { readonly kind: "schedule" }
  /** Something became of a parameter. */
  | { readonly kind: "parameter"; readonly path: string }
  /** Something became of a resource. */
  | { readonly kind: "resource"; readonly key: Key };

const envelope = v.object({ source: v.string(), "detail-type": v.string(), detail: v.unknown() });

/** What a schedule sends, as far as it is read. */
export const scheduledEvent = { source: "aws.events", "detail-type": "Scheduled Event", detail: {} } as const;

/** As Parameter Store names itself in either event. */
const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2048));

/** The detail of each event of Parameter Store's, and where it names the parameter. */
const parameterEvents = new Map<string, v.GenericSchema<unknown, string>>([
  [
    // [U] a version is not among it; a label that moves is one of these as well.
    "Parameter Store Change",
    v.pipe(
      v.object({ name: path }),
      v.transform(({ name }) => name),
    ),
  ],
  [
    // It expires, it is about to, or it was not changed for a time: what its policies say.
    "Parameter Store Policy Action",
    v.pipe(
      v.object({ "parameter-name": path }),
      v.transform((detail) => detail["parameter-name"]),
    ),
  ],
]);

/**
 * The gate for what invokes the reconciler: events as EventBridge delivers them. undefined: it is none that anything here
 * asked for. A parameter without a slash in front is named without one.
 */
export function toldBy(event: unknown, kinds: ResourceKinds): Told | undefined {
  const parsed = v.safeParse(envelope, event);
  if (!parsed.success) return undefined;
  const { source, "detail-type": detailType, detail } = parsed.output;
  if (source === scheduledEvent.source && detailType === scheduledEvent["detail-type"]) return { kind: "schedule" };
  const ofParameter = source === "aws.ssm" ? parameterEvents.get(detailType) : undefined;
  if (ofParameter !== undefined) {
    const named = v.safeParse(ofParameter, detail);
    return named.success ? { kind: "parameter", path: named.output } : undefined;
  }
  for (const { type, tells } of kinds.all) {
    if (tells === null || tells.source !== source || !tells.detailTypes.includes(detailType)) continue;
    const identifier = tells.identifier(detail);
    return identifier === undefined ? undefined : { kind: "resource", key: { type, identifier } };
  }
  return undefined;
}

/** What an event calls itself, for whoever has to find out where it came from. */
export function nameOfEvent(event: unknown): string {
  const parsed = v.safeParse(envelope, event);
  if (!parsed.success) return "no event of EventBridge's";
  const { source, "detail-type": detailType } = parsed.output;
  return `${source}, ${detailType}`.slice(0, 200);
}
