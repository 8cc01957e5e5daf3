/** A fault that is put into the product, to see whether the simulator finds it. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
}

export const mutations: readonly Mutation[] = [
  {
    name: "skip the fencing check",
    file: "infra/aws/dynamodb-lock.ts",
    from: '    ConditionExpression: "#owner = :owner AND fence = :fence AND #until > :now",',
    to: '    ConditionExpression: ":now = :now",',
  },
  {
    name: "forget the intent",
    file: "workflows/apply/machine/carry-out.ts",
    from: "    await ledger.putIntent(await keeper.lease(), intent);\n",
    to: "",
  },
  {
    name: "reuse a token",
    file: "workflows/apply/machine/intent.ts",
    from: "return digestOf({ target: { ...target }, key: { ...key }, digest, generation, attempt, run });",
    to: "void [generation, attempt, run];\n  return digestOf({ target: { ...target }, key: { ...key }, digest });",
  },
  {
    name: "trust the event's commit",
    file: "workflows/apply-push.ts",
    from: "    deps,\n    signal,",
    to: "    { ...deps, forge: { ...deps.forge, source: { ...deps.forge.source, tip: async (name) => job.push?.after ?? (await deps.forge.source.tip(name)) } } },\n    signal,",
  },
  {
    name: "drop the record of what was applied",
    file: "infra/aws/dynamodb-ledger.ts",
    from: "if (record !== undefined) items.push(",
    to: "if (record === null) items.push(",
  },
  {
    name: "ignore the lease's expiry, and that somebody else holds it",
    file: "infra/aws/dynamodb-lock.ts",
    from: '"attribute_not_exists(pk) OR (#until <= :now AND (attribute_not_exists(#format) OR #format <= :format))"',
    to: '":now = :now"',
  },
  {
    name: "leave out `pinned`",
    file: "workflows/apply/review/begin.ts",
    from: "{ pinned: tip, doubt, branches }",
    to: "{ pinned: before.pinned, doubt, branches }",
  },
  {
    name: "leave out `begun`",
    file: "workflows/plan/managed.ts",
    from: "  return { digest: whole?.digest ?? changeDigest, desired, before, by, ...(options === undefined ? {} : { options }) };",
    to: "  void [whole, changeDigest, desired, options];\n  return { digest: null, desired: null, before, by };",
  },
  {
    name: "leave out the doubt about the branch",
    file: "workflows/apply/review/begin.ts",
    from: '  if (!(await source.contains(tip, pinned))) return "rewritten";',
    to: "",
  },
  {
    name: "leave out the doubt that a mark puts a record in",
    file: "workflows/apply/machine/resume.ts",
    from: 'const left = end.kind === "failed" && !end.mayHaveActed ? undefined : doubted(record, intent);',
    to: "const left = undefined;",
  },
  {
    name: "take the oldest publication for the newest",
    file: "infra/aws/dynamodb-publications.ts",
    from: "ScanIndexForward: false",
    to: "ScanIndexForward: true",
  },
  {
    name: "count a plan that was published after the merge",
    file: "workflows/plan/published.ts",
    from: "const end = Math.floor(time / 1000) * 1000 + 1000;",
    to: "const end = Math.floor(time / 1000) * 1000 + 100_000_000;",
  },
  {
    name: "leave out the mark of a paused writer",
    file: "workflows/apply/machine/carry-out.ts",
    from: "    await context.ledger.leaveMark(asked.intent);\n",
    to: "",
  },
  {
    name: "send a removed block as absent",
    file: "workflows/engine/kinds/patch.ts",
    from: '  if (node.removal !== "empty") return undefined;',
    to: "  if (node.removal !== undefined || held !== undefined) return undefined;",
  },
  {
    name: "let dangers go that nobody reviewed",
    file: "workflows/engine/plan/review/review.ts",
    from: "  if (danger === undefined) {",
    to: "  if (danger !== null) {",
  },
  {
    name: "forget what is pending",
    file: "workflows/apply/end-run.ts",
    from: "  const pending = await pendingAfter(applied, { ...judge, tip, progress, now });",
    to: "  await pendingAfter(applied, { ...judge, tip, progress, now });\n  const pending: readonly never[] = [];",
  },
  {
    name: "the reconciler never asks for an apply",
    file: "workflows/reconcile/catch-up.ts",
    from: "  if (cause === undefined) return false;",
    to: "  if (cause !== null) return false;",
  },
  {
    name: "the reconciler looks after no pull request",
    file: "workflows/reconcile/pull-requests.ts",
    from: "      if (need === undefined) continue;",
    to: "      if (need !== null) continue;",
  },
  {
    name: "take whatever has the name of a failed create for ours",
    file: "workflows/apply/machine/observe.ts",
    from: '  if (isOlder || (isLater && !isAsAsked)) return { kind: "foreign", why };\n  return isAsAsked ? { kind: "ours", acted: true } : { kind: "changed", why };',
    to: '  void [isOlder, isLater, isAsAsked];\n  return { kind: "ours", acted: true };',
  },
  {
    name: "call a failed delete done",
    file: "workflows/apply/machine/decide.ts",
    from: '      const left = mayHaveActed && seen.acted !== false ? "in-doubt" : "as-before";\n      return passing === "no" ? stop(left, why) : again(left);',
    to: '      return { kind: "gone" };',
  },
  {
    name: "call a failed update done",
    file: "workflows/apply/machine/decide.ts",
    from: "      const left = leftByUpdate(mayHaveActed, seen.acted);",
    to: '      const left: Left = "as-before";',
  },
  {
    name: "read the newest values, whatever was planned",
    file: "workflows/engine/plan/write/materialise.ts",
    from: "return version === undefined ? undefined : values.get(valueKey(part.reference.path, version));",
    to: "return version === undefined ? undefined : [...values].find(([key]) => key.startsWith(part.reference.path))?.[1];",
  },
  {
    name: "do not mask what AWS says",
    file: "workflows/engine/values/redact.ts",
    from: "export function redactor(",
    to: "export const redactor = (..._: readonly unknown[]) => (text: string): string => text;\nexport function masking(",
  },
  {
    name: "resume nothing",
    file: "workflows/apply/apply-definitions.ts",
    from: "await resumeIntents(await deps.ledger.intents(), run);",
    to: "await resumeIntents([], run);",
  },
  {
    name: "a run that crashes leaves its check open",
    file: "workflows/apply/apply-branch.ts",
    from: "    if (isAnnounced) await reportCrash(report, error, deps);\n",
    to: "",
  },
  {
    name: "an acceptance counts for whatever is held",
    file: "workflows/apply/review/judge.ts",
    from: "if (accepted === null || accepted.digest !== acceptanceDigest(plan, tip)) return without;",
    to: "if (accepted === null) return without;",
  },
  {
    name: "whoever pushed may accept",
    file: "workflows/apply/review/judge.ts",
    from: "const refused = whyNot(accepted.person) ?? (await usedBySeveral(accepted, needed, whyNot));",
    to: "const refused = await usedBySeveral(accepted, needed, () => undefined);",
  },
];
