import { type GivenKind, host } from "./host.ts";
import { markInert, placeholder } from "./marks.ts";
import { freeze, hasOwn, keys, PlainProxy } from "./primordials.ts";
import { told } from "./reports.ts";
import { declaring } from "./resources.ts";
import { cut } from "./texts.ts";

type Members = Record<string, unknown>;

/** `AWS`, with the kinds that can be declared. */
export function createAws(kinds: readonly GivenKind[]): object {
  const services = { __proto__: null } as unknown as Record<string, Members>;
  for (let index = 0; index < kinds.length; index++) {
    const kind = kinds[index] as GivenKind;
    const members = (services[kind.service] ??= {});
    members[kind.resource] = declaring(kind);
  }
  const names = keys(services);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    services[name] = namespace("AWS." + name, services[name] as Members);
  }
  return namespace("AWS", services);
}

/** Whatever else is asked for is a service that there is not: its use is told, and is no exception. */
function namespace(path: string, members: Members): Members {
  return new PlainProxy(freeze(members), {
    __proto__: null,
    get(target, key) {
      if (typeof key !== "string" || key === "then" || key === "toJSON") return undefined;
      return hasOwn(target, key) ? target[key] : absent(cut(path + "." + key, 100));
    },
  });
}

/** Takes whatever is done with it. Only a call is reported; what comes of it is one more of its kind. */
function absent(path: string): object {
  const call = (): object => {
    host("unsupported-service", told(path));
    return absent(cut(path + "()", 100));
  };
  // A function, for only those can be called, and no arrow, for those cannot be constructed.
  const proxy = new PlainProxy(function () {}, {
    __proto__: null,
    get(_, key) {
      if (typeof key !== "string" || key === "then") return undefined;
      if (key === "toString" || key === "valueOf" || key === "toJSON") return asPlaceholder;
      return absent(cut(path + "." + key, 100));
    },
    apply: call,
    construct: call,
  });
  markInert(proxy);
  return proxy;
}

const asPlaceholder = (): string => placeholder;
