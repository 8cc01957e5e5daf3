import { type ApiRequest, type ApiResponse, json, notFound, numberParam, type Route } from "../api.ts";
import type { Authentication } from "../authentication.ts";
import { utcSeconds } from "../git-history.ts";
import { pageOf, paged } from "../pagination.ts";
import { accountShape, appShape, events, permissions } from "../shapes/account.ts";
import { repositoryShape } from "../shapes/repository.ts";
import type { GithubState } from "../state.ts";
import type { Delivery } from "../webhooks.ts";

/** What the App asks in its own name, and what an installation asks about itself. */
export function appRoutes(state: GithubState, authentication: Authentication): readonly Route[] {
  const installation = (): unknown => ({
    id: state.installationId,
    account: accountShape(state, state.owner),
    app_id: state.app.id,
    app_slug: state.app.slug,
    target_id: state.owner.id,
    target_type: state.owner.type,
    repository_selection: "selected",
    permissions,
    events,
    access_tokens_url: `${state.urls.api}/app/installations/${state.installationId}/access_tokens`,
    suspended_at: null,
  });
  const sent = (request: ApiRequest): Delivery => {
    const id = numberParam(request, "id");
    const found = state.webhooks.deliveries().find((delivery) => delivery.id === id);
    if (found === undefined) throw notFound();
    return found;
  };
  return [
    { method: "GET", path: "/app", access: "app", handle: () => json(appShape(state)) },
    {
      method: "GET",
      path: "/app/installations",
      access: "app",
      handle: (request) => paged(request, [installation()], (item) => item),
    },
    {
      method: "GET",
      path: "/repos/:owner/:repo/installation",
      access: "app",
      handle: () => json(installation()),
    },
    {
      method: "POST",
      path: "/app/installations/:id/access_tokens",
      access: "app",
      handle(request) {
        const { actor } = request;
        if (numberParam(request, "id") !== state.installationId || actor.kind !== "app") throw notFound();
        const { token, expiresAt } = authentication.issue(actor.key);
        const selection = { permissions, repository_selection: "selected" };
        return json({ token, expires_at: utcSeconds(expiresAt), ...selection }, 201);
      },
    },
    {
      method: "GET",
      path: "/installation/repositories",
      access: "read",
      handle: (request) =>
        paged(
          request,
          [state],
          () => repositoryShape(state),
          (repositories) => ({ total_count: 1, repositories }),
        ),
    },
    {
      method: "GET",
      path: "/app/hook/deliveries",
      access: "app",
      handle: (request) => deliveriesPage(state, request),
    },
    {
      method: "GET",
      path: "/app/hook/deliveries/:id",
      access: "app",
      handle(request) {
        const delivery = sent(request);
        return json({ ...deliveryShape(state, delivery), request: { headers: {}, payload: delivery.payload } });
      },
    },
    {
      method: "POST",
      path: "/app/hook/deliveries/:id/attempts",
      access: "app",
      handle(request) {
        state.webhooks.redeliver(sent(request).id);
        return json({}, 202);
      },
    },
  ];
}

/** Deliveries go by cursor and not by page, so that a new one does not move the others. */
function deliveriesPage(state: GithubState, request: ApiRequest): ApiResponse {
  const { size } = pageOf(request);
  const cursor = request.query.get("cursor");
  const rest = state.webhooks
    .deliveries()
    .filter(({ id }) => cursor === null || `v1_${id}` <= cursor)
    .toReversed();
  const next = rest[size];
  const url = new URL(request.url);
  if (next !== undefined) url.searchParams.set("cursor", `v1_${next.id}`);
  return {
    status: 200,
    body: rest.slice(0, size).map((item) => deliveryShape(state, item)),
    headers: next === undefined ? {} : { link: `<${url.href}>; rel="next"` },
  };
}

function deliveryShape(state: GithubState, delivery: Delivery): Readonly<Record<string, unknown>> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.event === "ping" ? null : state.installationId,
    repository_id: delivery.event === "ping" ? null : state.repository.id,
    throttled_at: null,
  };
}
