import type { Location } from "../../definition/diagnostic.ts";
import { withHelper } from "../../definition/locate.ts";
import { withArticle } from "../../kinds/noun.ts";
import { callText } from "../../kinds/resource-kind.ts";
import { limits } from "../../read/sandbox/limits.ts";
import { didYouMean } from "../../values/did-you-mean.ts";
import { callsOf, nounsOf, usageOf } from "../kind-words.ts";
import type { SomeFileTexts } from "../tell-files.ts";
import { text } from "../../definition/text.ts";
import { asData, endless, sizes, split } from "./bounds.ts";
import { handleText } from "./handles.ts";
import { missingNameHint } from "./tools.ts";

const noError = "something was thrown that is not an Error";
const unawaited = (message: string) =>
  text(
    `nothing awaits the call that threw this: ${message}`,
    "Write `await` in front of the call of the async function; in a loop use `for … of`, not `forEach`.",
  );

/** Of a file that was run. */
export const runTexts = {
  "definition-too-large/call": () => text("the definition is too large, or refers to itself", sizes),
  "evaluation-budget/calls": ({ kinds }) =>
    text(`the file declares more than ${limits.definitions} ${nounsOf(kinds).many}`, split),
  "evaluation-budget/imports": () =>
    text(
      `the file imports more than ${limits.imports} files, itself or through others`,
      "Import less, or write it into one file.",
    ),
  "evaluation-budget/problems": ({ left }) => text(`${left} more problems of this file are not listed`),
  "evaluation-budget/reports": () => text("what the file declares is too large together", split),
  "evaluation-budget/text": () =>
    text(
      `the file and what it imports have more than ${limits.textLength} characters together, or too much code`,
      "Import less.",
    ),
  "evaluation-failed/file": () => text("the evaluator failed over this file", "Simplify the file."),
  "file-threw": ({ error, message, missing }) =>
    text(`${error}: ${message}`, missing === undefined ? null : missingNameHint(missing)),
  "file-threw/no-error": () => text(noError, 'Throw an Error, as in `throw new Error("what is wrong")`.'),
  "invalid-call/id": ({ kind }) =>
    text(`the first argument of ${callText(kind)} is not a string`, `Write ${usageOf(kind)}.`),
  "invalid-call/props": ({ kind }) =>
    text(`the second argument of ${callText(kind)} is not an object`, `Write ${usageOf(kind)}.`),
  "invalid-ssm-call/name": () =>
    text(
      "the first argument of ssm is not the name of a parameter",
      'A name begins with "/" and has letters, digits and _ . - / only, such as "/bridgehead/orders/key".',
    ),
  "invalid-ssm-call/version": () =>
    text("the version given to ssm is not a whole number from 1 to 999999999", "Leave it out for the newest."),
  "known-after-apply": ({ property, kind }) => handleText(property, kind),
  "never-finishes/call": () =>
    text(
      "the async function that is called here never comes to its end: it awaits what nothing settles",
      "Remove that `await`, or settle the promise.",
    ),
  "never-finishes/file": () => text("the file awaits a promise that nothing settles, or makes promises without end"),
  "no-definitions/file": ({ kinds }) => text(`the file declares no ${nounsOf(kinds).one}`),
  "no-definitions/module": ({ kinds }) =>
    text(
      `the file declares no ${nounsOf(kinds).one}`,
      `Declare one with \`await ${usageOf(kinds[0])}\`; a file that others import gets a name that begins with \`_\`.`,
    ),
  "nothing-declared/called": ({ kind }) =>
    text(
      `the file calls ${callText(kind)}, but nothing was declared`,
      "Call it where the file itself is evaluated, with `await`; to remove the connections remove the calls.",
    ),
  "nothing-declared/exported": ({ kinds }) =>
    text(
      `the file exports ${withArticle(nounsOf(kinds).one)} as an object, which declares nothing`,
      `Write \`await ${usageOf(kinds[0])}\` in place of \`export default { … }\`.`,
    ),
  "too-deep/run": () => text("the file recurses or nests too deeply", asData),
  "too-much-memory": () => text("the evaluation of the file takes more than 64 MiB of memory", asData),
  "too-much-work": () => endless,
  "unawaited-call": ({ error, message }) => unawaited(`${error}: ${message}`),
  "unawaited-call/no-error": () => unawaited(noError),
  "unsupported-service": ({ name, kinds }) => {
    const calls = callsOf(kinds);
    const meant = didYouMean(name, calls);
    const hint = meant === undefined ? "Declare this resource with another tool." : `Did you mean ${meant}?`;
    return text(`${name} is not supported: Bridgehead manages ${calls.join(", ")} only`, hint);
  },
  "unsupported-value/call": (facts) => unsupportedText(facts),
  "unsupported-value/reserved": () => text("the properties hold a text that is reserved"),
} satisfies SomeFileTexts;

interface Unsupported {
  readonly pointer: string;
  readonly what: string;
  readonly inHelper: Location | null;
}

function unsupportedText({ pointer, what, inHelper }: Unsupported) {
  const message = pointer === "" ? `the properties are ${what}` : `the value of ${pointer} is ${what}`;
  const hint = "Properties hold strings, numbers, booleans, null, arrays and plain objects.";
  return text(message, withHelper(hint, inHelper));
}
