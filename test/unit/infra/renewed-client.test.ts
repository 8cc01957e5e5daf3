import { describe, expect, it } from "vitest";
import * as v from "valibot";
import type { AppCredentials, GithubClient } from "../../../infra/github/github-client.ts";
import { GithubError, githubErrorFrom } from "../../../infra/github/github-error.ts";
import { createRenewedClient } from "../../../infra/github/renewed-client.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";

const pair = (appId: number): AppCredentials => ({ appId, privateKey: new SecretText("k") });
const refused = new GithubError({ kind: "unauthorized", operation: "o", status: 401, refusesApp: true, detail: "" });

/** A client of which the test says what each request ends with, in the name of which App it is made. */
function world(answer: (appId: number) => unknown) {
  let known = pair(1);
  let next = known;
  const made: number[] = [];
  let refusals = 0;
  const client = createRenewedClient(
    {
      get: async () => known,
      async afterRefusal() {
        refusals += 1;
        known = next;
        return known;
      },
    },
    ({ appId }) => {
      made.push(appId);
      const ask = async () => {
        const found = answer(appId);
        if (found instanceof Error) throw found;
        return found;
      };
      const call = async <T>() => (await ask()) as T;
      const list = async <T>() => [await ask()] as T[];
      const page = async <T>() => ({ items: await list<T>(), last: undefined });
      const lists = { collect: list, follow: list, page };
      return { rest: { appId } as never, graphql: call, call, ...lists } satisfies GithubClient;
    },
  );
  const call = () => client.call("o", v.any(), () => Promise.reject(new Error("unused")));
  const rotate = (): void => void (next = pair(2));
  /** As if it had been read again meanwhile. */
  const renew = (): void => void (known = pair(2));
  return { client, call, rotate, renew, made, refusals: () => refusals };
}

describe("a client that goes by the credentials as they are", () => {
  it("makes a refused call once more with new ones, whatever kind of call it is", async () => {
    const { client, call, rotate, made } = world((appId) => (appId === 1 ? refused : "done"));
    rotate();
    expect(await call()).toBe("done");
    expect(await client.collect("o", v.any(), () => Promise.reject(new Error("unused")))).toEqual(["done"]);
    expect(made).toEqual([1, 2]);
    const never = () => Promise.reject(new Error("unused"));
    const [listing, asking, paging] = [1, 2, 3].map(() => world((appId) => (appId === 1 ? refused : "done")));
    listing?.rotate();
    expect(await listing?.client.follow("o", v.any(), never, () => true)).toEqual(["done"]);
    paging?.rotate();
    expect(await paging?.client.page("o", v.any(), never)).toMatchObject({ items: ["done"] });
    asking?.rotate();
    expect(await asking?.client.graphql("o", v.any(), "query", {})).toBe("done");
  });

  it("takes new ones without a refusal, as soon as they are known", async () => {
    const { call, renew, made, refusals } = world(() => "done");
    await call();
    renew();
    await call();
    await call();
    expect([made, refusals()]).toEqual([[1, 2], 0]);
  });

  it("makes it no third time", async () => {
    const { call, rotate, made, refusals } = world(() => refused);
    rotate();
    await expect(call()).rejects.toBe(refused);
    expect([made, refusals()]).toEqual([[1, 2], 1]);
  });

  it("lets the call fail where they have not changed, and begins the next one with another token", async () => {
    let isRefused = true;
    const { call, made } = world(() => (isRefused ? refused : "done"));
    await expect(call()).rejects.toBe(refused);
    expect(made).toEqual([1]);
    isRefused = false;
    expect(await call()).toBe("done");
    expect(await call()).toBe("done");
    expect(made).toEqual([1, 1]);
  });

  it("looks at nothing after any other failure", async () => {
    const missing = new GithubError({ kind: "not-found", operation: "o", status: 404, detail: "" });
    const { call, rotate, made, refusals } = world(() => missing);
    rotate();
    await expect(call()).rejects.toBe(missing);
    await expect(call()).rejects.toBe(missing);
    expect([made, refusals()]).toEqual([[1], 0]);
  });

  it("has no requests outside of its calls", async () => {
    const { client, call } = world(() => "done");
    expect(() => client.rest).toThrow("a request was made outside of a call");
    await call();
    expect(client.rest).toEqual({ appId: 1 });
  });
});

describe("GitHub refuses the App", () => {
  const api = "https://api.github.com";
  const refusesApp = (status: number, url: string): boolean => {
    const error = { name: "HttpError", message: "m", status, request: { url }, response: { headers: {} } };
    return (githubErrorFrom("o", error) as GithubError).refusesApp;
  };

  it.each([
    [401, `${api}/repos/a/b/pulls/1`],
    [404, `${api}/app`],
    [404, `${api}/app/installations?per_page=100`],
    [404, `${api}/app/installations/7/access_tokens`],
    [404, `${api}/app/hook/deliveries?per_page=100`],
    [404, `${api}/repos/a/b/installation`],
    [404, "https://github.example/api/v3/app"],
  ])("perhaps with %i to %s", (status, url) => expect(refusesApp(status, url)).toBe(true));

  it.each([
    [404, `${api}/repos/a/b/contents/app`],
    [404, `${api}/repos/a/b/contents/repos/c/d/installation`],
    [404, `${api}/repos/a/b`],
    [404, `${api}/app/hook/deliveries/7/attempts`],
    [403, `${api}/app/installations/7/access_tokens`],
    [500, `${api}/app`],
  ])("surely not with %i to %s", (status, url) => expect(refusesApp(status, url)).toBe(false));
});
