import { describe } from "./describe.ts";
import { doors, given } from "./host.ts";
import { settle, watchPromises } from "./promises.ts";
import { createAws } from "./services.ts";
import { takeAway } from "./take-away.ts";

/*
 * The authoring API as it exists inside the sandbox: a module for QuickJS, evaluated before any file.
 *
 * It runs beside foreign code, so it keeps what it uses of the language before that code can change it, and it is
 * trusted with nothing: what it reports is text, which the host parses and bounds again. Arguments are read here, so
 * that getters, proxies and `toString` methods run inside the sandbox, under its limits.
 */

watchPromises();

export const AWS = createAws(given.kinds);
export default AWS;
export { ssm } from "./ssm.ts";

doors.bridgehead$describe = describe;
doors.bridgehead$settle = settle;

takeAway();
