import type { Location } from "../definition/diagnostic.ts";
import type { FileFault } from "../definition/evaluation.ts";
import type { PathFault } from "./definition-files.ts";
import type { EvaluatedKind, EvaluatedKinds } from "./evaluated-kinds.ts";
import type { Language } from "./foreign-text.ts";
import type { JsonMistake } from "./json/mistakes.ts";
import type { Leftover } from "./leftover-text.ts";
import type { Absence } from "./typescript/absent-names.ts";
import type { Tool } from "./typescript/foreign-packages.ts";
import type { UnreadEnding } from "./unread-files.ts";

// What a problem of each name knows. A name is a code, or `code/variant`; null: the name says it all. Facts hold no more
// of a file than may be shown: texts are cut by `plainText`, and what may be a credential is no fact.

/** How a file is empty. */
export type Emptiness = "blank" | "comments" | "imports";

/** Of a text that is read as JSON: a definition file, or the configuration. */
export interface JsonTextFacts {
  "definition-too-large/levels": { readonly most: number };
  "duplicate-key": { readonly name: string };
  "empty-file": { readonly how: Emptiness };
  "foreign-document/language": { readonly language: Language };
  "syntax-error/json": { readonly mistake: JsonMistake };
  "syntax-error/merge": null;
  /** `pointer` is "" for the file itself. */
  "unsupported-value/json": { readonly pointer: string; readonly what: "number" | "text" | "key" };
}

/** A JSON document of another tool, of which nothing else has to be known. */
export type PlainDocument =
  | "Cloud Control"
  | "API destination"
  | "description"
  | "Terraform state"
  | "TypeScript"
  | "package"
  | "GitHub"
  | "Kubernetes"
  | "configuration"
  | "JSON Schema"
  | "event pattern"
  | "SOPS"
  | "Crossplane"
  | "other template"
  | "resource"
  | "other resource";

/** What a resource of Terraform names its credentials by. */
export type TerraformCredential = "api_key" | "basic" | "oauth";

/** Of a JSON document that another tool wrote. */
export interface DocumentFacts {
  "foreign-document/json": { readonly document: PlainDocument };
  "foreign-document/list": { readonly name: string };
  "foreign-document/map": { readonly id: string };
  "foreign-document/part": { readonly name: string };
  /** The names of its first two connections. */
  "foreign-document/template": { readonly id: string; readonly another: string | undefined };
  "foreign-document/terraform": { readonly id: string | undefined };
  "foreign-document/terraform-names": { readonly credentials: readonly TerraformCredential[] };
}

/** Of a JSON definition. */
export interface ShapeFacts {
  "definition-too-large/json": null;
  "evaluation-budget/file": { readonly count: number };
  "json-shape/beside": { readonly name: string; readonly list: string };
  "json-shape/id": null;
  "json-shape/list": { readonly name: string };
  "json-shape/no-id": { readonly kind: EvaluatedKind };
  "json-shape/no-object": null;
  "json-shape/other-type": { readonly list: string; readonly right: string };
  "json-shape/value": null;
  "json-shape/unknown-type": { readonly kinds: EvaluatedKinds };
  "no-definitions/json": { readonly kinds: EvaluatedKinds };
}

/** Syntax that a parser, the sandbox or a module does not take. */
export type ForeignSyntax =
  | "decorator"
  | "accessor"
  | "with"
  | "assert"
  | "angle"
  | "require"
  | "export"
  | "using"
  | "await using";

/** How a character deceives whoever reads it. */
export type Deception = "direction" | "line" | "half" | "control" | "unseen";

/** Of a text, before it is run. */
interface ModuleFacts {
  "evaluation-failed/text": null;
  "file-too-large": { readonly length: number };
  "foreign-document/leftover": { readonly leftover: Leftover };
  "import-not-allowed/authoring": { readonly name: string };
  "import-not-allowed/computed": null;
  "import-not-allowed/near": { readonly specifier: string };
  "import-not-allowed/no-export": MissingExport;
  "import-not-allowed/no-file": { readonly specifier: string; readonly flaw: "backslash" | "escape" | null };
  "import-not-allowed/outside": { readonly specifier: string };
  "import-not-allowed/package": { readonly specifier: string; readonly tool: Tool | undefined };
  "invalid-file/nul": null;
  /** `code` is that of Unicode, in hexadecimal digits. */
  "misleading-text/character": { readonly code: string; readonly deception: Deception };
  "misleading-text/name": { readonly meant: string };
  "not-hermetic": { readonly name: string; readonly absence: Absence | undefined };
  "syntax-error/foreign": { readonly syntax: ForeignSyntax };
  /** `said` is the parser's own, without what it quotes. */
  "syntax-error/module": { readonly said: string };
  "too-deep/text": null;
}

export interface MissingExport {
  readonly path: string;
  readonly name: string;
  /** "json": the file holds a value alone. "type": the name is one of a type. */
  readonly is: "json" | "type" | null;
  /** The export that the name is nearest to. */
  readonly near: string | undefined;
  /** The first of its exports. */
  readonly some: readonly string[];
  readonly hasMore: boolean;
}

/** Of a file that was run. */
interface RunFacts {
  "definition-too-large/call": null;
  "evaluation-budget/calls": { readonly kinds: EvaluatedKinds };
  "evaluation-budget/imports": null;
  "evaluation-budget/problems": { readonly left: number };
  "evaluation-budget/reports": null;
  "evaluation-budget/text": null;
  "evaluation-failed/file": null;
  /** `missing` is the name that nothing defines. */
  "file-threw": { readonly error: string; readonly message: string; readonly missing: string | undefined };
  "file-threw/no-error": null;
  "import-not-allowed/link": { readonly message: string };
  "invalid-call/id": { readonly kind: EvaluatedKind };
  "invalid-call/props": { readonly kind: EvaluatedKind };
  "invalid-ssm-call/name": null;
  "invalid-ssm-call/version": null;
  "known-after-apply": { readonly property: string; readonly kind: EvaluatedKind };
  "never-finishes/call": null;
  "never-finishes/file": null;
  "no-definitions/file": { readonly kinds: EvaluatedKinds };
  "no-definitions/module": { readonly kinds: EvaluatedKinds };
  "nothing-declared/called": { readonly kind: EvaluatedKind };
  "nothing-declared/exported": { readonly kinds: EvaluatedKinds };
  "too-deep/run": null;
  "too-much-memory": null;
  "too-much-work": null;
  "unawaited-call": { readonly error: string; readonly message: string };
  "unawaited-call/no-error": null;
  "unsupported-service": { readonly name: string; readonly kinds: EvaluatedKinds };
  /** `what` is the sandbox's word for the value; `pointer` is "" for the properties themselves. */
  "unsupported-value/call": { readonly pointer: string; readonly what: string; readonly inHelper: Location | null };
  "unsupported-value/reserved": null;
}

/** What a set has used up. */
export type Budget = "files" | "definitions" | "size" | "work";

/** Of a file in its set, which whoever evaluates sets finds. */
export interface SetFacts {
  /** `left` files are not evaluated. */
  "evaluation-budget/set": { readonly budget: Budget; readonly left: number; readonly kinds: EvaluatedKinds };
  /** `seconds` is the time that the file had, twice. */
  "evaluation-failed/clock": { readonly seconds: number };
  /** `left` files were not evaluated when the time of the set was over. */
  "evaluation-failed/set": { readonly left: number };
  "evaluation-failed/thread": null;
  "imported-definition": { readonly kind: EvaluatedKind; readonly id: string };
  "invalid-file/path": { readonly fault: PathFault | "twice" };
  "invalid-file/text": { readonly fault: FileFault };
  "unread-file": { readonly ending: UnreadEnding };
}

/** Of one file. */
export interface FileFacts extends JsonTextFacts, DocumentFacts, ShapeFacts, ModuleFacts, RunFacts {}

export interface Facts extends FileFacts, SetFacts {}
