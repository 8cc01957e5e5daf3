/** Keys, paths and versions; never values. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Only the error's class, message and code are kept, of it and of its causes. */
  error(message: string, error: unknown, fields?: LogFields): void;
}
