import AWS, { ssm } from "bridgehead";

abstract class System {
  static #count = 0;
  static readonly prefix = "/bridgehead";
  static {
    System.#count = 10;
  }
  #path = "key";
  constructor(
    readonly id: string,
    protected readonly kind = "API_KEY" as const,
  ) {
    System.#count++;
  }
  get secret() {
    return ssm(`${System.prefix}/${this.id}/${this.#path}`);
  }
  set path(value: string) {
    this.#path = value;
  }
  static get count() {
    return System.#count;
  }
  protected abstract describe(): string;
  async declare() {
    await null;
    return AWS.Events.Connection(this.id, {
      authorizationType: this.kind,
      description: this.describe(),
      authParameters: { apiKeyName: "x-api-key", apiKey: this.secret },
    });
  }
}

class Orders extends System {
  protected override describe() {
    return `system ${System.count}`;
  }
}

const orders = new Orders("orders");
orders.path = "other-key";
await orders.declare();
await new Orders("billing").declare();
