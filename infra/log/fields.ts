/**
 * The names under which something may be logged: keys, paths, versions, counts and outcomes. A closed list, so that
 * nobody logs a payload or a model by passing it on; a new name is added here, where a review sees it.
 */
export const loggedNames: ReadonlySet<string> = new Set([
  "action",
  "applies",
  "attempt",
  "attempts",
  "authorization",
  "base",
  "branch",
  "bytes",
  "change",
  "changes",
  "check",
  "code",
  "commit",
  "concluded",
  "conclusion",
  "connection",
  "count",
  "delivery",
  "diagnostics",
  "digest",
  "door",
  "drifted",
  "durationMilliseconds",
  "event",
  "fence",
  "file",
  "files",
  "function",
  "group",
  "head",
  "id",
  "installation",
  "jobs",
  "kind",
  "left",
  "line",
  "login",
  "message-id",
  "method",
  "name",
  "operation",
  "outcome",
  "owner",
  "parameter",
  "path",
  "port",
  "pullRequest",
  "reason",
  "redelivered",
  "ref",
  "repository",
  "repositories",
  "request",
  "requestId",
  "restarted",
  "begun",
  "refreshed",
  "replanned",
  "looked",
  "result",
  "retries",
  "run",
  "seconds",
  "sender",
  "stage",
  "status",
  "target",
  "touched",
  "url",
  "version",
  "wait",
  "waitMilliseconds",
  "what",
  "who",
  "workflow",
]);

const maximumText = 500;
/** Git writes a credential before the host of an address. */
const beforeHost = /(?<=:\/\/)[^/\s@]*@/g;

/** What of `fields` may be logged: primitives under known names. `dropped` names the others. */
export function keepLogFields(fields: object): Record<string, string | number | boolean | null> {
  const kept: Record<string, string | number | boolean | null> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!loggedNames.has(name)) dropped.push(name);
    else if (typeof value === "string") kept[name] = value.replaceAll(beforeHost, "").slice(0, maximumText);
    else if (typeof value === "number" || typeof value === "boolean" || value === null) kept[name] = value;
    else dropped.push(name);
  }
  if (dropped.length > 0) kept["dropped"] = dropped.join(" ").slice(0, maximumText);
  return kept;
}
