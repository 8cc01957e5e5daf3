import { ssm } from "bridgehead";

export const prefix = "/bridgehead";
export const tenant = { key: "x-tenant", value: "example", isValueSecret: false };
export const password = (system: string) => ssm(`${prefix}/${system}/password`);
