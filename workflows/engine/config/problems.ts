import type { Node } from "jsonc-parser";
import type * as v from "valibot";
import { configSchema } from "./schema.ts";
import { evaluationRules } from "../read/evaluation-rules.ts";
import { membersOf } from "../read/json/tree.ts";
import { didYouMean } from "../values/did-you-mean.ts";
import { plainText } from "../values/plain-text.ts";
import { isObject, type Json } from "../values/json.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import { nodeAt, type SchemaNode } from "../kinds/schema.ts";
import type { Rule } from "../definition/rule.ts";

/** Something that the configuration should not say. */
export interface ConfigProblem {
  /** Names of members and indexes of items, from the outermost. */
  readonly path: readonly string[];
  /** Names the member and the rule. */
  readonly message: string;
  /** How to fix it; null where the message says it all. */
  readonly hint: string | null;
}

/** What the schema's complaints mean to the author. */
export function schemaProblems(issues: readonly v.BaseIssue<unknown>[]): readonly ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map(({ key }) => String(key));
    // Of a path that is none `ignoredProblems` says what was meant.
    const isTold = issue.type === "regex" && path[0] === "ignoreDrift" && path.length === 3;
    return isTold ? [] : [{ path, ...explain(issue, path) }];
  });
}

/** What the schema does not see in `rules`: a misspelt code would silently weigh nothing. */
export function ruleProblems(configured: Json | undefined, rules: readonly Rule[]): readonly ConfigProblem[] {
  // To the schema library a list is an object as well.
  if (Array.isArray(configured)) return [{ path: ["rules"], message: "`rules` takes an object.", hint: null }];
  if (!isObject(configured)) return [];
  const codes = [...evaluationRules, ...rules].map(({ code }) => code);
  return Object.keys(configured)
    .filter((code) => !codes.includes(code))
    .map((code) => {
      const near = didYouMean(code, codes);
      return {
        path: ["rules", code],
        message: `\`rules\` has no code \`${plainText(code)}\` whose severity could be set.`,
        hint: near === undefined ? "`npx --no bridgehead explain` lists the codes." : `Did you mean \`${near}\`?`,
      };
    });
}

/** What the schema does not see in `ignoreDrift`: a misspelt path would silently ignore nothing. */
export function ignoredProblems(
  configured: Json | undefined,
  kinds: readonly Pick<ResourceKind, "type" | "schema">[],
): readonly ConfigProblem[] {
  if (Array.isArray(configured))
    return [{ path: ["ignoreDrift"], message: "`ignoreDrift` takes an object.", hint: null }];
  if (!isObject(configured)) return [];
  return Object.entries(configured).flatMap(([wanted, paths]) => {
    const [type, ...rest] = wanted.split("/");
    const named = rest.length === 0 ? kinds : kinds.filter((kind) => kind.type === type);
    if (!Array.isArray(paths)) return [];
    if (named.length === 0) {
      const near = didYouMean(
        type ?? "",
        kinds.map((kind) => kind.type),
      );
      const message = `\`ignoreDrift\` names \`${plainText(wanted)}\`, and there is no type \`${plainText(type ?? "")}\`.`;
      return [
        { path: ["ignoreDrift", wanted], message, hint: near === undefined ? null : `Did you mean \`${near}\`?` },
      ];
    }
    return paths.flatMap((path: Json, index): readonly ConfigProblem[] => {
      if (typeof path !== "string") return [];
      if (path.startsWith("/") && named.some(({ schema }) => nodeAt(schema, path) !== undefined)) return [];
      const known = named.flatMap(({ schema }) => allPaths(schema));
      const near = didYouMean(path, known);
      return [
        {
          path: ["ignoreDrift", wanted, String(index)],
          message: `\`ignoreDrift\`: there is no property \`${plainText(path)}\`.`,
          hint: near === undefined ? null : `Did you mean \`${near}\`?`,
        },
      ];
    });
  });
}

/** The paths of all properties; an item of a list is `0`. */
function allPaths(node: SchemaNode, at = ""): readonly string[] {
  if (node.kind === "object") {
    return Object.entries(node.properties).flatMap(([name, child]) => [
      `${at}/${name}`,
      ...allPaths(child, `${at}/${name}`),
    ]);
  }
  return "items" in node ? [`${at}/0`, ...allPaths(node.items, `${at}/0`)] : [];
}

/** The node that a path leads to, or the last one on the way; of a member, its name. */
export function nodeAtPath(root: Node, [name, ...rest]: readonly string[]): Node {
  if (name === undefined) return root;
  if (root.type === "array") {
    const item = root.children?.[Number(name)];
    return item === undefined ? root : nodeAtPath(item, rest);
  }
  const member = membersOf(root).find((candidate) => candidate.name === name);
  if (member === undefined) return root;
  return rest.length === 0 ? member.key : nodeAtPath(member.value, rest);
}

function explain(issue: v.BaseIssue<unknown>, path: readonly string[]): Pick<ConfigProblem, "message" | "hint"> {
  const name = `\`${plainText(path.join("."))}\``;
  switch (issue.type) {
    case "strict_object": {
      const members = Object.keys(configSchema.entries).filter((member) => member !== "$schema");
      const near = didYouMean(path.at(-1) ?? "", members);
      const list = members.map((member) => `\`${member}\``).join(", ");
      return {
        message: `${name} is not a member of the configuration.`,
        hint: near === undefined ? `It has ${list}.` : `Did you mean \`${near}\`?`,
      };
    }
    case "picklist": {
      const options = optionsOf(issue);
      const near = typeof issue.input === "string" ? didYouMean(issue.input, options) : undefined;
      const list = options.map((option) => `"${option}"`).join(", ");
      return {
        message: `${name} is not one of ${list}.`,
        hint: near === undefined ? null : `Did you mean "${near}"?`,
      };
    }
    case "string":
    case "number":
    case "boolean":
    case "array":
    case "record":
      return { message: `${name} takes ${kinds[issue.type]}.`, hint: null };
    default:
      return { message: `${name}: ${issue.message}.`, hint: null };
  }
}

const kinds = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  record: "an object",
} as const;

function optionsOf(issue: v.BaseIssue<unknown>): readonly string[] {
  return [...(issue.expected ?? "").matchAll(/"([^"]*)"/g)].map(([, option = ""]) => option);
}
