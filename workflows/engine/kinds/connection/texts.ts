import type { Texts } from "../texts.ts";
import type { ConnectionFacts } from "./facts.ts";
import { credentialTexts } from "./help/credentials.ts";
import { foreignTexts } from "./help/foreign.ts";
import { placeTexts } from "./help/places.ts";
import { requestTexts } from "./help/requests.ts";

/** What is said of the problems of connections. */
export const texts: Texts<ConnectionFacts> = { ...credentialTexts, ...placeTexts, ...requestTexts, ...foreignTexts };
