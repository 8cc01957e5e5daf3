import type { DefinitionOptions } from "../../definition/definition.ts";
import type { ResourceKind, SecretDestination } from "../../kinds/resource-kind.ts";
import type { Model } from "../../values/model.ts";
import { dueExports } from "../../definition/own-options.ts";
import { firstSendings } from "./new-destinations.ts";
import type { Change } from "../plan.ts";

/** What makes a change one that nobody may make without a review. */
export type Danger =
  /** The action alone is one. */
  | { readonly kind: "action" }
  /** A secret goes where it did not go. */
  | { readonly kind: "destination"; readonly pair: SecretDestination }
  /** What kept the resource from being taken away keeps it no longer. */
  | { readonly kind: "unprotected"; readonly property: "protect" | "removal" }
  /** A parameter is written that was not written. */
  | { readonly kind: "export"; readonly parameter: string };

/** What was applied to the resource last. */
interface Applied {
  readonly desired: Model;
  readonly options: DefinitionOptions;
}

/**
 * The dangers of a change, judged against what was applied and never against what is live: who makes anew what somebody
 * deleted brings no new destination. `record` undefined: nothing was applied yet.
 */
export function dangersOf(change: Change, record: Applied | undefined, kind: ResourceKind): readonly Danger[] {
  switch (change.action) {
    case "delete":
    case "forget":
    case "replace":
    case "adopt":
      return [{ kind: "action" }];
    case "no-op":
      return [];
    case "create":
    case "update":
    case "configure": {
      const { options } = change;
      const before = record?.options;
      const pairs = firstSendings(change, record, kind);
      return [
        ...pairs.map((pair) => ({ kind: "destination", pair }) as const),
        ...(before?.protect === true && !options.protect
          ? [{ kind: "unprotected", property: "protect" } as const]
          : []),
        ...(before?.removal === "retain" && options.removal !== "retain"
          ? [{ kind: "unprotected", property: "removal" } as const]
          : []),
        ...dueExports(options, before ?? null).map(({ parameter }) => ({ kind: "export", parameter }) as const),
      ];
    }
  }
}

/** In words that follow "and it". */
export function dangerText(danger: Danger): string {
  switch (danger.kind) {
    case "action":
      return "takes away, or takes over, what is there";
    case "destination":
      return `sends ${danger.pair.secret} to ${danger.pair.destination}, where it did not go`;
    case "unprotected":
      return `takes off \`${danger.property}\`, which kept it`;
    case "export":
      return `writes the parameter ${danger.parameter}, which it did not write`;
  }
}
