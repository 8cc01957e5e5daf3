import middy from "@middy/core";
import type { APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { composeWebhook } from "../infra/compose/lambda.ts";
import { createLog } from "../infra/log/log.ts";
import type { Log } from "../workflows/ports/log.ts";
import { receiveWebhook, type WebhookDeps } from "../workflows/receive-webhook.ts";
import { answersTo, type WebhookAnswer } from "../workflows/webhook/answer.ts";
import { deliveryOf, toHttpResult, toWebhookRequest } from "./http-event.ts";
import { loadOnce } from "./load-once.ts";
import { errorToAnswer } from "./middleware/error-to-answer.ts";
import { requestLog } from "./middleware/request-log.ts";

/** Before Lambda's own limit: late enough for a cold start, early enough for the answer to arrive. */
const answerEarlyMilliseconds = 500;

/** HTTP API event in, answer to GitHub out. A failure of ours is a 500, which GitHub's delivery log shows. */
export function createHandler(load: () => Promise<WebhookDeps>, log: Log = createLog({ service: "webhook" })) {
  const deps = loadOnce(load);
  const receive = middy<unknown, WebhookAnswer>({ timeoutEarlyInMillis: answerEarlyMilliseconds })
    .use(
      requestLog<unknown, WebhookAnswer>({
        log,
        correlate: (event) => ({ delivery: deliveryOf(event) }),
        describe: ({ status, body: { outcome, reason } }) => ({ status, outcome, reason }),
      }),
    )
    .use(
      errorToAnswer<unknown, WebhookAnswer>((event) => answersTo(deliveryOf(event))(500, "refused", "internal-error")),
    )
    .handler(async (event) => receiveWebhook(toWebhookRequest(event), await deps()));

  return async (event: unknown, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
    toHttpResult(await receive(event, context));
}

export const handler = createHandler(composeWebhook);
