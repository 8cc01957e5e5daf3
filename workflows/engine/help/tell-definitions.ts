import type { EngineFacts } from "../interpret/facts.ts";
import type { TellDefinition } from "../interpret/tell.ts";
import type { Texts } from "../kinds/texts.ts";
import { quoted } from "../values/plain-text.ts";
import { credentialTexts } from "./texts/credentials.ts";
import { clashTexts, nameTexts } from "./texts/names.ts";
import { optionTexts } from "./texts/options.ts";
import { referenceTexts } from "./texts/references.ts";
import { structureTexts } from "./texts/structure.ts";
import { unknownPropertyTexts } from "./texts/unknown-property.ts";
import { valueTexts } from "./texts/values.ts";

/** What is said of the problems that definitions of any kind may have. */
export const engineTexts: Texts<EngineFacts> = {
  ...nameTexts,
  ...unknownPropertyTexts,
  ...structureTexts,
  ...valueTexts,
  ...optionTexts,
  ...referenceTexts,
  ...credentialTexts,
};

/** So many ids of definitions are named. */
const MOST_IDS = 3;

/** The engine's texts, and those of each kind. */
export const tell: TellDefinition = {
  problem({ name, path, facts }, subject) {
    // Whoever reports a problem by a name gives it the facts of that name.
    const text = subject.kind.texts[name] ?? (engineTexts as unknown as Texts)[name];
    if (text === undefined) throw new TypeError(`nothing is said of ${name}`);
    return text(facts, { ...subject, path, name: `\`${subject.source.name(path)}\`` });
  },
  clash: (name, facts) => clashTexts[name](facts),
  several(message, ids) {
    const named = ids.slice(0, MOST_IDS).map((id) => quoted(id));
    const more = ids.length - named.length;
    return `${message.replace(/\.$/, "")} (in ${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}).`;
  },
};
