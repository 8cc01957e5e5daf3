import { equalJson, type Json, type JsonObject, textsIn } from "../values/json.ts";
import type { ExportName } from "../definition/own-options.ts";
import { canUpdate, fitsOneUpdate } from "./patch.ts";
import { parseTemplate } from "../values/reference.ts";
import type { Rule } from "../definition/rule.ts";
import type { Key } from "../values/key.ts";
import type { Same } from "./model.ts";
import type { Model } from "../values/model.ts";
import { nounOf, pluralOf } from "./noun.ts";
import { anyNode, isSecret, type ObjectNode } from "./schema.ts";

/* The part of a kind's contract that is about resources as they are: what plans, surveys and applies go by. */

/** How definitions declare a kind: `AWS.<service>.<resource>(id, props)`. */
export interface Call {
  readonly service: string;
  readonly resource: string;
}

export interface Identity {
  /** The property that people name a resource by, in CloudFormation's spelling; where it is left out, the id is the name. */
  readonly name: string;
  /** What Cloud Control knows a resource of this model by; undefined: the model does not say. Default: its name. */
  readonly identifier?: (model: Model) => string | undefined;
}

/** A secret (a parameter, or the fingerprint of a literal) and the place it is sent to. */
export interface SecretDestination {
  readonly secret: string;
  readonly destination: string;
}

/** What another API of AWS tells of one resource. No value of a secret is in it. */
export interface Described {
  /** The state in the service's own words, such as `AUTHORIZED`; null: the service has none. */
  readonly state: string | null;
  /** Why it is in that state. May quote the request: mask it before it is shown. */
  readonly reason: string | null;
  /** When the resource was made, in milliseconds since the epoch; null: nobody says. */
  readonly createdAt: number | null;
  /** Tells the resource from an earlier or a later one of its name; null: nobody says. */
  readonly arn: string | null;
  /** When it was last changed, in milliseconds since the epoch; null: nobody says. */
  readonly modified: number | null;
  /** When its credential was last authorised, likewise. */
  readonly authorized: number | null;
  /**
   * All that the API tells of the resource, in CloudFormation's spelling: everything that Cloud Control reads, so that
   * it need not be asked, and of what it does not read everything but the values of secrets. Empty: Cloud Control
   * alone is asked.
   */
  readonly model: Model;
}

/** A resource in a list of all that there are. */
export interface Listed {
  readonly identifier: string;
  /** Whether somebody is at work on it. */
  readonly phase: "settled" | "changing" | "deleting";
  /** In the service's own words; null: it has none. */
  readonly state: string | null;
  /** As of a described one. */
  readonly arn: string | null;
  readonly modified: number | null;
}

/** A step into the JSON of a secret: a member by its name, or of a list the nth item, from 0, that has a key. */
export type SecretStep = string | { readonly key: string; readonly nth: number };

/** Where resources are. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
}

/** Why an update cannot lead from what is live to what is asked for. */
export interface Obstacle {
  /** Why the resource is made anew, in words that follow "replace:". */
  readonly reason: string;
  /** Why a resource that Bridgehead does not manage cannot be taken over, in words that follow its name. */
  readonly adoption: string;
  /** What to do instead of taking it over. */
  readonly hint: string;
}

/** What a state of the service means: it works, it will not work, it may yet. */
export type Verdict = "good" | "bad" | "open";

export interface Readiness {
  verdict(state: string): Verdict;
  /**
   * What a good state of this model is worth, where its service says it whatever the credential is, in words that follow
   * the resource's name; null, and where it is left out: it is what it says.
   */
  standing?(model: Model, state: string): string | null;
  /** What a state that is not good keeps a resource from, in words that follow its name. */
  readonly consequence: string;
  /** What to look at, as an imperative. */
  readonly remedy: string;
}

/** What a service tells of its resources by events on the account's default bus. */
export interface StateEvents {
  readonly source: string;
  /** Those after which a resource may differ from what was applied. */
  readonly detailTypes: readonly string[];
  /** The identifier of the resource that an event is about, by its detail; undefined: it does not say. */
  identifier(detail: unknown): string | undefined;
}

/** How resources of a type are named, read, compared, changed and judged. */
export interface ResourceKind {
  /** The CloudFormation type. */
  readonly type: string;
  readonly call: Call;
  /** What its service is called in a sentence, such as "EventBridge". */
  readonly service: string;
  /** What one is called in a sentence, such as "connection". */
  readonly noun: string;
  readonly plural: string;
  readonly schema: ObjectNode;
  readonly identity: Required<Identity>;
  /** The diagnostics that only this kind has. */
  readonly rules: readonly Rule[];
  /** JSON Pointer, in what Cloud Control reads, of the ARN; null: the type has none. */
  readonly arn: string | null;
  /** The same of the ARN of the secret that the service keeps for a resource; null: it keeps none. */
  readonly keepsSecretAt: string | null;
  /**
   * The way, inside the JSON of that secret, to the value of the credential at a JSON Pointer of the model; undefined: it
   * is not there. Names of members count without case and underscores.
   */
  wayInSecret(model: Model, path: string): readonly SecretStep[] | undefined;
  /** Where each secret of a model goes: a review is about these pairs. */
  sends(model: Model): readonly SecretDestination[];
  /** Hosts that secrets of a model are sent to straight away, as `host` or `host:port`; a policy may name the allowed. */
  hosts(model: Model): readonly string[];
  /** Why no update can do it; undefined: one can. `unread`: what AWS has that Cloud Control does not read. */
  replaceWhen(live: Model, desired: Model, unread: Model): Obstacle | undefined;
  /**
   * Whether two values of a property that are not equal name the same thing, where the service may answer with another
   * spelling than it was given.
   */
  isSame(path: string, one: Json, other: Json, at: AccountRegion): boolean;
  /** A model with short forms where they say it all, for a definition that is written for somebody. */
  abbreviate(model: Model): JsonObject;
  /**
   * Whether a later time of the last change, with nothing changed that can be read, means that somebody may have
   * changed what cannot be read. Not where the service itself moves the time.
   */
  timeTells(model: Model): boolean;
  /** What another API's description of one resource says; null: there is no such API. */
  readonly supplement: ((answer: unknown) => Described | undefined) | null;
  /** What an item of the service's own list says; null: Cloud Control lists the type. */
  readonly survey: ((item: unknown) => Listed | undefined) | null;
  /** null: its service tells nothing. */
  readonly tells: StateEvents | null;
  /** null: a resource is ready when its operation has succeeded. */
  readonly ready: Readiness | null;
  /** Who breaks when a resource goes away; null: nobody that could be asked for. */
  readonly dependents: { readonly noun: string } | null;
  /** How many there may be in an account and region, where nobody asked AWS for more; null: nobody says. */
  readonly quota: number | null;
}

/** A kind of resources, as far as it differs from what its type and its schema say by themselves. */
export type ResourceFacts = Pick<ResourceKind, "type" | "schema"> & {
  readonly identity: Identity;
} & Partial<Omit<ResourceKind, "type" | "schema" | "identity" | "noun" | "plural">>;

/** A kind of resources with every member filled in. Throws where its schema would have a credential read and shown. */
export function defineResourceKind(facts: ResourceFacts): ResourceKind {
  const { type, schema, identity } = facts;
  if (readsSecret(schema)) throw new TypeError(`${type} has a secret that is not write-only`);
  const [, service = "", resource = ""] = type.split("::");
  const noun = nounOf(type);
  const nameIn = (model: Model): string | undefined => textOf(model[identity.name]);
  return {
    call: { service, resource },
    service: "AWS",
    noun,
    plural: pluralOf(type),
    rules: [],
    arn: schema.properties["Arn"]?.access === "read-only" ? "/Arn" : null,
    keepsSecretAt: null,
    wayInSecret: () => undefined,
    sends: (model) => secretsIn(model, `${noun} ${nameIn(model) ?? ""}`),
    hosts: () => [],
    replaceWhen: (live, desired, unread) =>
      canUpdate(schema, live, desired) && fitsOneUpdate(schema, { live, unread }, desired) ? undefined : madeAnew,
    abbreviate: (model) => model,
    isSame: () => false,
    timeTells: () => false,
    supplement: null,
    survey: null,
    tells: null,
    ready: null,
    dependents: null,
    quota: null,
    ...facts,
    identity: { name: identity.name, identifier: identity.identifier ?? nameIn },
  };
}

/** Whether a credential is among what Cloud Control reads: records, plans and imports would have its value. */
function readsSecret(schema: ObjectNode): boolean {
  return anyNode(schema, isSecret, ({ access }) => access !== "write-only");
}

const madeAnew: Obstacle = {
  reason: "what differs is set when it is created: it is deleted, and then made anew",
  adoption: "has something else that is set when it is created, and cannot be taken over",
  hint: "define what it has, or choose another name",
};

/** Path of the property that people name a resource by. */
export function namePath({ identity }: Pick<ResourceKind, "identity">): string {
  return `/${identity.name}`;
}

/** JSON Pointer, in what Cloud Control reads, of the ARN that an own property hands on; null: there is none. */
export function exportedBy(
  { arn, keepsSecretAt }: Pick<ResourceKind, "arn" | "keepsSecretAt">,
  name: ExportName,
): string | null {
  return { exportArn: arn, exportSecretArn: keepsSecretAt }[name];
}

/** How a definition declares a kind, as in `AWS.Service.Resource`. */
export function callText({ call: { service, resource } }: Pick<ResourceKind, "call">): string {
  return `AWS.${service}.${resource}`;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Every secret of a model, each sent to the same place. */
export function secretsIn(model: Model, destination: string): readonly SecretDestination[] {
  return textsIn(model).flatMap(({ text }) => secretsOf(text).map((secret) => ({ secret, destination })));
}

/** The secrets that a template stands for, in words. */
export function secretsOf(template: string): readonly string[] {
  return parseTemplate(template).flatMap((part): readonly string[] => {
    if (part.kind === "reference") return [`parameter ${part.reference.path}`];
    return part.kind === "literal" ? [`text in the file (${part.fingerprint.slice(0, 8)})`] : [];
  });
}

/** What a state means for a resource. Without one there is nothing to wait for. */
export function verdictOf({ ready }: Pick<ResourceKind, "ready">, state: string | null): Verdict {
  return ready === null || state === null ? "good" : ready.verdict(state);
}

/** What is there, as far as the worth of its state goes. */
interface Stored {
  readonly desired: Model;
  /** Present: somebody else wrote what nobody can read of it, and nobody here knows what that is worth. */
  readonly unwritten?: true;
}

/** What a state is worth, where it says less than it seems to. */
export function standingOf(
  { ready }: Pick<ResourceKind, "ready">,
  { desired, unwritten }: Stored,
  state: string | null,
): { readonly standing?: string } {
  if (state === null || unwritten === true) return {};
  const standing = ready?.standing?.(desired, state) ?? null;
  return standing === null ? {} : { standing };
}

/** What a kind takes for the same in an account and a region. */
export function samenessAt(kind: Pick<ResourceKind, "isSame">, at: AccountRegion): Same {
  return (path, one, other) => equalJson(one, other) || kind.isSame(path, one, other, at);
}

/** The key of a resource of this model; undefined where the model does not say what Cloud Control knows it by. */
export function keyOf({ type, identity }: ResourceKind, model: Model): Key | undefined {
  const identifier = identity.identifier(model);
  return identifier === undefined ? undefined : { type, identifier };
}
