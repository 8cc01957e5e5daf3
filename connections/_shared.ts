/** Sent with every request, so that the endpoints' owners see where a request comes from. No secret. */
export const source = { key: "X-Source", value: "bridgehead-example", isValueSecret: false };

/** Where the parameters of these definitions stand. */
export const prefix = "/bridgehead";
