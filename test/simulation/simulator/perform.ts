import { runTitleOf } from "../../../workflows/apply/run-title.ts";
import { checkNames } from "../../../workflows/ports/checks.ts";
import { isObject } from "../../../workflows/engine/values/json.ts";
import { blockOf, nameOf, type Parameter } from "./declared.ts";
import { edited } from "./edited.ts";
import { branchName, type Person, type Pull } from "./github.ts";
import { goodMail } from "./hooks.ts";
import { createRandom, type Random } from "./random.ts";
import { type Hand, type Step, writers } from "./steps.ts";
import { calmed, troubleOf } from "./trouble.ts";
import { workflow } from "./processes.ts";
import type { World } from "./world.ts";

/** A hand change, as whoever made it remembers it. */
export interface HandChange {
  readonly name: string;
  readonly hand: Hand;
  readonly at: number;
}

/** What the simulator knows of what people did, beside GitHub's own memory. */
export interface Story {
  /** Which value each version of a parameter had; a credential in AWS is one of them. */
  readonly values: Map<string, { readonly parameter: Parameter; readonly at: number }>;
  readonly hands: HandChange[];
  /** ARNs of what somebody made by hand. */
  readonly foreign: Set<string>;
  /** When who accepted what. */
  readonly acceptances: { readonly by: Person; readonly at: number; readonly digest: string }[];
}

/** Every secret of a schedule has this in it. */
export const CANARY = "c4n4ry";

export function createStory(world: World): Story {
  const story: Story = { values: new Map(), hands: [], foreign: new Set(), acceptances: [] };
  for (const parameter of ["/bridgehead/team/k1", "/bridgehead/k2"] as const) rotate(parameter, world, story);
  return story;
}

function rotate(parameter: Parameter, world: World, story: Story): void {
  const value = secretOf(story);
  world.aws.putParameter({ name: parameter, value });
  story.values.set(value, { parameter, at: world.scheduler.now() });
}

function secretOf({ values, hands }: Story): string {
  return `${CANARY}-${values.size}-${hands.length}-Qx7hW2pLk9`;
}

/** Does what a step says, as far as there is anything to do it to. */
export function perform(step: Step, world: World, story: Story): void {
  const { github, people, aws, hooks, scheduler } = world;
  const { git } = github;
  const open = [...github.pulls.values()].filter(({ isOpen }) => isOpen);
  // The newest one has a number that is larger than all.
  const nth = (number: number): Pull | undefined =>
    number === 99 ? open.at(-1) : open[number % Math.max(1, open.length)];
  switch (step.step) {
    case "open": {
      const by = writers[step.by];
      const from = git.line(github.tip, step.back + 1).at(-1);
      if (from === undefined) return;
      people.open(by, git.add({ parents: [from.sha], files: edited(from.files, step.edits), author: by.id }));
      return;
    }
    case "push to pull": {
      const pull = nth(step.nth);
      if (pull === undefined) return;
      const by = writers[step.by];
      const head = git.known(pull.head);
      // What is forced begins again where the default branch is.
      const from = step.isForced ? git.known(github.tip) : head;
      people.pushTo(pull, git.add({ parents: [from.sha], files: edited(from.files, step.edits), author: by.id }), by);
      return;
    }
    case "merge": {
      const ready = step.isPatient ? open.filter((each) => isReady(each, world)) : [];
      const pull = (step.nth === 99 ? ready.at(-1) : ready[0]) ?? nth(step.nth);
      if (pull !== undefined) people.merge(pull, step.method, writers[step.by]);
      return;
    }
    case "close": {
      const all = [...github.pulls.values()].filter(({ merged }) => merged === undefined);
      const pull = all[step.nth % Math.max(1, all.length)];
      if (pull !== undefined) people.close(pull, !pull.isOpen);
      return;
    }
    case "push":
      people.push(edited(git.known(github.tip).files, step.edits), writers[step.by]);
      return;
    case "revert": {
      const [last, before] = git.line(github.tip, 2);
      if (last === undefined || before === undefined) return;
      const by = writers[step.by];
      if (!step.isPull) people.push(before.files, by);
      else people.open(by, git.add({ parents: [last.sha], files: before.files, author: by.id }));
      return;
    }
    case "force": {
      const by = writers[step.by];
      const to = git.line(github.tip, step.back + 1).at(-1);
      if (to === undefined) return;
      if (step.edits.length === 0) people.reset(to.sha, by);
      else people.reset(git.add({ parents: [to.sha], files: edited(to.files, step.edits), author: by.id }).sha, by);
      return;
    }
    case "hand":
      byHand(nameOf(step.slot, step.isRenamed), step.hand, world, story);
      return;
    case "parameter":
      if (step.to === "rotated") rotate(step.parameter, world, story);
      else if (aws.hasParameter(step.parameter)) aws.deleteParameter(step.parameter);
      return;
    case "dispatch":
      dispatch(step, world, story);
      return;
    case "ask again": {
      const pull = nth(step.nth);
      const about = pull === undefined ? github.tip : pull.head;
      const name = pull === undefined ? checkNames.apply : checkNames.plan;
      const pulls = pull === undefined ? [] : [{ number: pull.number }];
      const run = { name, head_sha: about, external_id: null, app: { id: 77 }, pull_requests: pulls };
      hooks.emit("check_run", { action: "rerequested", check_run: run, at: scheduler.now() }, writers.ada);
      return;
    }
    case "mail": {
      const { mail } = step;
      hooks.mail = mail;
      scheduler.at(scheduler.now() + step.for, () => {
        if (hooks.mail === mail) hooks.mail = goodMail;
      });
      return;
    }
    case "trap":
      world.trouble.traps = [...world.trouble.traps, step.trap];
      return;
    case "sent twice":
      sendTwice(createRandom(step.seed), step.share, world);
      return;
    case "fault":
      aws.faults.add(step.fault);
      return;
    case "deaths":
    case "outage":
    case "late index":
      trouble(step, world);
  }
}

function sendTwice(random: Random, share: number, { table }: World): void {
  table.faultOf = () => (random.chance(share) ? "sent twice" : undefined);
}

function trouble(step: Parameters<typeof troubleOf>[0], { trouble: current, scheduler }: World): void {
  const begun = troubleOf(step, createRandom(step.seed));
  Object.assign(current, begun);
  const names = Object.keys(begun) as (keyof typeof begun)[];
  scheduler.at(scheduler.now() + step.for, () => {
    // Something else may go wrong by then.
    if (names.every((name) => current[name] === begun[name])) Object.assign(current, calmed(begun));
  });
}

/** Whether its plan is shown, and it can be merged. */
function isReady({ head, isOpen }: Pull, { github }: World): boolean {
  const check = github.checks.get(head)?.findLast(({ name }) => name === checkNames.plan);
  const isPlanned = check !== undefined && check.conclusion !== null && check.conclusion !== "failure";
  return isOpen && isPlanned && github.git.merge(github.tip, head) !== undefined;
}

function byHand(name: string, hand: Hand, world: World, story: Story): void {
  const { aws, scheduler } = world;
  let made: string;
  const stored = aws.storedConnection(name);
  const isThere = stored !== undefined && stored.state !== "DELETING";
  if (isThere === (hand === "made")) return;
  const secret = secretOf(story);
  story.hands.push({ name, hand, at: scheduler.now() });
  switch (hand) {
    case "version":
      aws.changeConnection(name, { Description: "by hand" });
      return;
    case "credential": {
      const type = stored?.properties["AuthorizationType"];
      const isKnown = type === "API_KEY" || type === "BASIC" || type === "OAUTH_CLIENT_CREDENTIALS";
      if (isKnown) aws.changeConnection(name, { AuthParameters: blockOf(type, secret) });
      return;
    }
    case "removed":
      aws.removeConnection(name);
      return;
    case "made":
      made = aws.makeConnection(name, blockOf("API_KEY", secret));
      // What is managed under the name is one for good: somebody's own in its place is drift.
      if (!isRecorded(name, world)) story.foreign.add(made);
  }
}

function isRecorded(name: string, { table }: World): boolean {
  return table.items().some(({ pk, sk }) => pk?.S === "RECORD" && sk?.S?.endsWith(`/${name}`) === true);
}

function dispatch(
  { by, operation, isAccepting, slot }: Extract<Step, { step: "dispatch" }>,
  { github, hooks, scheduler }: World,
  story: Story,
): void {
  // Whoever brought what is held may not accept it, and knows it.
  const last = github.moves.at(-1)?.by.login;
  const person = writers[isAccepting && by === last ? (by === "ada" ? "bob" : "ada") : by];
  const digest = isAccepting && operation === "apply" ? shownDigest(github) : undefined;
  const inputs = {
    operation,
    ...(slot !== null && { connection: slot }),
    ...(digest !== undefined && { accept: digest }),
  };
  const at = scheduler.now();
  if (digest !== undefined) story.acceptances.push({ by: person, at, digest });
  github.runs.push({ id: 1000 + github.runs.length, title: runTitleOf(inputs), sender: person.id, at });
  hooks.emit("workflow_dispatch", { ref: `refs/heads/${branchName}`, workflow, inputs, at }, person);
}

/** What the newest report on the tip offers to accept. */
function shownDigest({ checks, tip }: World["github"]): string | undefined {
  const texts = (checks.get(tip) ?? []).map(({ summary, text = "" }) => `${summary}\n${text}`);
  return texts.toReversed().flatMap((text) => /accept=([0-9a-f]{64})/.exec(text)?.[1] ?? [])[0];
}

/** The credential of a connection as AWS keeps it; undefined: there is none. */
export function secretIn(properties: unknown): string | undefined {
  if (typeof properties === "string") return properties.startsWith(CANARY) ? properties : undefined;
  if (!isObject(properties)) return undefined;
  return Object.values(properties)
    .map(secretIn)
    .find((found) => found !== undefined);
}
