import type { Config } from "../../config/config.ts";

/** Files of a definitions folder: path -> text. */
export type ExampleFiles = Readonly<Record<string, string>>;

/** What is told about a rule, beside what its row says. */
export type RulePage = RuleExample & {
  readonly title: string;
  /** Why it is a problem. Markdown, one paragraph. */
  readonly explanation: string;
};

/** What gives a diagnostic, and the same put right. A test evaluates both. */
export type RuleExample = FilesExample | ToldExample;

export interface FilesExample {
  readonly wrong: ExampleFiles;
  readonly fixed: ExampleFiles;
  /** Where the diagnostic points, as `file:line:column`. */
  readonly at: string;
  /** Configuration without which it would be no problem, or another one. */
  readonly config?: Partial<Pick<Config, "oauthHosts" | "secretPrefixes">>;
  /** What the stack's parameters say, where the definitions alone are no problem. */
  readonly stack?: { readonly connectionNames: string };
  /** What the target has, where the definitions alone are no problem. */
  readonly target?: ExampleTarget;
  /** What else is reported about the wrong files: one mistake may be two. */
  readonly also?: readonly string[];
}

export interface ExampleTarget {
  /** Parameters by name, as in Parameter Store. */
  readonly parameters: Readonly<Record<string, ExampleParameter>>;
  /** Names of connections that Bridgehead did not create. */
  readonly connections: readonly string[];
}

interface ExampleParameter {
  readonly type: "String" | "SecureString";
  readonly version: number;
  /** Absent: it has no expiration. */
  readonly expiresInDays?: number;
}

/** Where files alone do not show it: what happens, in a sentence, and why there are no files. */
export interface ToldExample {
  readonly told: string;
  readonly fixed: string;
}
