import { isOwnPath } from "../engine/definition/own-options.ts";
import { type Change, pendingChanges, type Plan, type PropertyChange, replacedBy } from "../engine/plan/plan.ts";
import { isObject } from "../engine/values/json.ts";
import { foreign, name, words, type Phrase } from "./phrase.ts";
import {
  adoptedText,
  afterText,
  beforeText,
  editedOutside,
  isWrittenUnseen,
  propertyLabel,
  valueText,
} from "./property-text.ts";

/** How many property changes a line spells out before it only names them. */
const SPELLED_OUT = 2;
const NAMED = 3;

/** The same in fewer words, for a table of many: what it is about, and no values. */
export function briefLine(change: Change): Phrase {
  switch (change.action) {
    case "create":
      return createLine({ ...change, properties: [] });
    case "update":
    case "configure":
      return change.properties.length === 0 ? [foreign(change.reason)] : namesLine(change.properties);
    case "replace":
      return replaceLine({ ...change, properties: [] });
    case "adopt":
      return [words(change.writes ? "taken over; its credential is written" : "taken over as it is")];
    case "delete":
    case "forget":
    case "no-op":
      return [foreign(change.reason)];
  }
}

/** What a change does, in one line. */
export function changeLine(change: Change): Phrase {
  switch (change.action) {
    case "create":
      return createLine(change);
    case "update":
    case "configure":
      return change.properties.length === 0 ? [foreign(change.reason)] : propertiesLine(change);
    case "replace":
      return replaceLine(change);
    case "delete":
    case "forget":
    case "no-op":
      return [foreign(change.reason)];
    case "adopt":
      return change.writes ? adoptLine(change) : takenOverLine(change);
  }
}

function createLine(change: Change): Phrase {
  const type = isObject(change.desired) ? change.desired["AuthorizationType"] : undefined;
  const credentials = change.properties.filter((property) => property.sensitive && property.after !== null);
  return [
    words("new"),
    ...(typeof type === "string" ? [words(", "), name(type)] : []),
    ...(credentials.length === 0 ? [] : [words(", "), ...credentialsPhrase(credentials, change)]),
  ];
}

/** Where credentials come from: the first ones spelled out, the others counted. */
export function credentialsPhrase(credentials: readonly PropertyChange[], { parameters }: Change): Phrase {
  const spelled = credentials.slice(0, SPELLED_OUT);
  return [
    ...spelled.flatMap((property, index) => [
      ...(index === 0 ? [] : [words(", ")]),
      name(propertyLabel(property.path)),
      words(" from "),
      ...valueText(property.after, true, parameters),
    ]),
    ...(credentials.length > spelled.length ? [words(` and ${credentials.length - spelled.length} more`)] : []),
  ];
}

/** What is taken over as it is may still change what is Bridgehead's own. */
function takenOverLine(change: Change): Phrase {
  const line = [words("taken over as it is; nothing is written")];
  return change.properties.length === 0 ? line : [...line, words("; "), ...propertiesLine(change)];
}

/** What differs from the resource that is taken over, apart from what nobody can compare. */
function adoptLine(change: Change): Phrase {
  const unseen = change.properties.filter(isWrittenUnseen);
  const others = change.properties.filter((property) => !isWrittenUnseen(property));
  return [
    words("taken over; "),
    ...(others.length === 0
      ? [words("nothing that can be compared differs")]
      : propertiesLine({ ...change, properties: others })),
    ...(unseen.length === 0 ? [] : [words("; written: "), ...credentialsPhrase(unseen, change)]),
  ];
}

/** The physical name that goes away in a replacement; undefined where nothing is replaced. */
export function replacedName(change: Change): string | undefined {
  if (change.action !== "replace") return undefined;
  return replacedBy(change)?.name ?? change.name;
}

function replaceLine(change: Change): Phrase {
  const old = replacedName(change);
  if (old === undefined || old === change.name) return [foreign(change.reason)];
  const others = change.properties.filter(({ before, after }) => before !== old || after !== change.name);
  return [
    words("new name; "),
    name(old),
    words(" goes away"),
    ...(others.length === 0 ? [] : [words("; "), ...propertiesLine({ ...change, properties: others })]),
  ];
}

function propertiesLine(change: Change): Phrase {
  const { properties } = change;
  if (properties.length <= SPELLED_OUT)
    return properties.flatMap((property, index) => [
      ...(index === 0 ? [] : [words("; ")]),
      name(propertyLabel(property.path)),
      words(": "),
      ...transition(property, change),
    ]);
  return namesLine(properties);
}

function namesLine(properties: readonly PropertyChange[]): Phrase {
  const rest = properties.length - NAMED;
  return properties
    .slice(0, NAMED)
    .flatMap((property, index) => [
      ...(index === 0 ? [] : [words(", ")]),
      name(propertyLabel(property.path)),
      ...(index === NAMED - 1 && rest > 0 ? [words(` and ${rest} more`)] : []),
    ]);
}

function transition(property: PropertyChange, change: Change): Phrase {
  const after = afterText(property, change);
  if (change.action === "adopt") return [...adoptedText(property), words(" → "), ...after];
  return property.readable ? [...beforeText({ ...property, recorded: null }), words(" → "), ...after] : after;
}

/** A change of Bridgehead's own properties that a reviewer must not overlook, as a clause. */
export interface OwnRemark {
  readonly change: Change;
  readonly remark: Phrase;
}

/** What is guarded less, or handed on anew. What goes away itself is told as that. */
export function ownRemarks(plan: Plan): readonly OwnRemark[] {
  return pendingChanges(plan).flatMap((change) =>
    change.properties
      .filter(({ path }) => isOwnPath(path))
      .flatMap((property) => {
        const remark = ownRemark(property);
        return remark === null ? [] : [{ change, remark }];
      }),
  );
}

function ownRemark({ path, before, after }: PropertyChange): Phrase | null {
  switch (path) {
    case "/protect":
      return after === false ? [words("it is protected no longer")] : null;
    case "/removal":
      return before === "retain" ? [words("it goes away with its definition from now on")] : null;
    case "/exportArn":
      return typeof after === "string" ? [words("its ARN is handed on through "), name(after)] : null;
    case "/exportSecretArn":
      return typeof after === "string" ? [words("the ARN of its secret is handed on through "), name(after)] : null;
    default:
      return null;
  }
}

/** The changes that take something away: what a reviewer must not overlook. */
export function destructiveChanges(plan: Plan): readonly Change[] {
  return plan.changes.filter((change) => change.action === "replace" || change.action === "delete");
}

/**
 * What was edited in AWS since it was applied, or may have been, and is overwritten by the plan: the resource, and a
 * phrase.
 */
export function driftRemarks(plan: Plan): readonly { readonly name: string; readonly remark: Phrase }[] {
  return plan.changes
    .filter(({ action }) => action === "update" || action === "replace")
    .flatMap((change) => {
      const edited = change.properties.filter(editedOutside).map((property) => name(propertyLabel(property.path)));
      const suspected = suspicion(change);
      if (edited.length === 0) return suspected === null ? [] : [{ name: change.name, remark: suspected }];
      const list = edited.flatMap((label, index) => (index === 0 ? [label] : [words(", "), label]));
      return [{ name: change.name, remark: [...list, words(" was edited in AWS; this plan overwrites the edit")] }];
    });
}

function suspicion(change: Change): Phrase | null {
  if (change.desired === null || change.suspectedAt === null) return null;
  const at = new Date(change.suspectedAt).toISOString();
  return [words(`may have been changed outside Bridgehead at ${at}; this plan sends its credential again`)];
}
