import AWS, { ssm } from "bridgehead";
import type { Kind, Options } from "./_tools.ts";

type Named<Value> = { readonly name: string; readonly value: Value };
interface Header extends Named<string> {
  readonly isValueSecret: boolean;
}
declare const neverThere: number;

function headers<Item extends Header>(...items: readonly Item[]): { key: string; value: string; isValueSecret: boolean }[] {
  return items.map(({ name, value, isValueSecret }: Item) => ({ key: name, value, isValueSecret }));
}
const options = { description: "typed" } satisfies Options;
const kind = "API_KEY" as Kind;
const text = (options.description as string)!;

abstract class System<T> {
  protected abstract readonly id: T;
  declare optional?: string;
}
class Orders extends System<string> {
  override readonly id = "orders";
  get key() {
    return this.id;
  }
}

await AWS.Events.Connection(new Orders().key, {
  authorizationType: kind,
  description: text,
  authParameters: {
    apiKeyName: "x-api-key",
    apiKey: ssm("/bridgehead/orders/key"),
    invocationHttpParameters: { headerParameters: headers({ name: "x-tenant", value: "a", isValueSecret: false }) },
  },
});
