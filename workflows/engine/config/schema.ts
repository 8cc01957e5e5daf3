import * as v from "valibot";
import { defaultLimits, MOST_APPROVALS, SYSTEM_PREFIX } from "../policy/limits.ts";

/*
 * The one source of `bridgehead.config.json`: its parser, and by `infra/build/authoring` its JSON Schema. What a
 * value has to be is said in patterns and lengths, which a JSON Schema can say as well, and never in code.
 */

const prefix = v.pipe(
  v.string(),
  v.regex(/^\/[A-Za-z0-9_.\-/]*\/$/, "a prefix begins and ends with a slash, such as `/bridgehead/`"),
  v.regex(prefixPattern(SYSTEM_PREFIX), `a prefix never begins with \`${SYSTEM_PREFIX}\`, which is the pipeline's own`),
);

/** What does not begin with the prefix. It has no character that means something else in a pattern. */
function prefixPattern(forbidden: string): RegExp {
  return new RegExp(`^(?!${forbidden})`);
}

const folder = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9_-][A-Za-z0-9_.\-/]*$/,
    "the folder is a path from the root of the repository, such as `connections`",
  ),
  v.regex(/^(?!(?:.*\/)?\.\.(?:\/|$))/, "the folder does not leave the repository, so it has no part `..`"),
);

export const severities = ["error", "warning", "info", "off"] as const;

export const configSchema = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.description("Address of the JSON Schema of this file, for editors."))),
  definitions: v.optional(
    v.pipe(folder, v.description("Folder of the definitions, from the root of the repository.")),
    "connections",
  ),
  rules: v.optional(
    v.pipe(
      v.record(v.string(), v.picklist(severities)),
      v.description(
        "Severities by code, as `npx --no bridgehead explain` lists them. A rule that keeps secrets safe, or without which there " +
          "would be no connection to speak of, cannot be weakened.",
      ),
    ),
    {},
  ),
  notSecrets: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          v.string(),
          v.regex(/^[0-9a-f]{64}$/, "an entry is a SHA-256 digest of 64 digits, as the hint of the diagnostic has it"),
        ),
      ),
      v.description(
        "SHA-256 digests of texts that have the format of a credential and are none, as the hints of `exposed-secret` " +
          "and `known-secret` print them. Each is of that one text.",
      ),
    ),
    [],
  ),
  secretPrefixes: v.optional(
    v.pipe(
      v.array(prefix),
      v.minLength(1, "there is at least one prefix, such as `/bridgehead/`"),
      v.description(
        "Prefixes of the SSM parameters that definitions may refer to. The deployed stack's `secretPrefix` narrows them.",
      ),
    ),
    [...defaultLimits.secretPrefixes],
  ),
  oauthHosts: v.optional(
    v.pipe(
      v.nullable(v.array(v.string())),
      v.description("Hosts that OAuth credentials may be sent to, such as `auth.example.com`; null: any host."),
    ),
    defaultLimits.oauthHosts,
  ),
  exportPrefix: v.optional(
    v.pipe(
      prefix,
      v.description(
        "Prefix of the SSM parameters that ARNs may be written to. The deployed stack's `exportPrefix` narrows it.",
      ),
    ),
    defaultLimits.exportPrefix,
  ),
  approvals: v.optional(
    v.pipe(
      v.number(),
      v.integer("there are whole approvals only"),
      v.minValue(0, "there are no fewer approvals than 0"),
      v.maxValue(MOST_APPROVALS, `there are no more approvals than ${MOST_APPROVALS}`),
      v.description(
        "How many people with write permission, beside its author, have to approve a pull request before its changes count " +
          "as reviewed. The deployed stack's `approvals` may ask for more.",
      ),
    ),
    defaultLimits.approvals,
  ),
  ignoreDrift: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^./, 'a resource has a name; "*" is every one')),
        v.array(
          v.pipe(
            v.string(),
            v.regex(/^(?:\/[^/]+)+$/, "a path is a JSON Pointer in CloudFormation's spelling, such as `/Name`"),
          ),
        ),
      ),
      v.description(
        "Properties that are no drift, each with what stands in it: JSON Pointers in CloudFormation's spelling, by the name " +
          'of a resource, TYPE/NAME, or "*". They are counted, and not told, and the next apply of the resource overwrites ' +
          "them all the same.",
      ),
    ),
    {},
  ),
  repair: v.optional(
    v.pipe(
      v.boolean(),
      v.description(
        "Whether the schedule has an apply undo what somebody did in AWS by hand, once, where that is no danger. The reviewed " +
          "policy has to say so as well, and the deployed stack's `repair` may forbid it.",
      ),
    ),
    defaultLimits.repair,
  ),
  onRotation: v.optional(
    v.pipe(
      v.picklist(["report", "apply"]),
      v.description("What happens when a parameter was written since it was applied: a report, or also an apply."),
    ),
    "report",
  ),
});
