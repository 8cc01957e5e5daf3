import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import type { Log } from "../../workflows/ports/log.ts";
import { summariseError } from "./error-summary.ts";
import { keepLogFields } from "./fields.ts";

export interface LogOptions {
  /** The function that logs, such as `webhook`. */
  readonly service: string;
}

/** The log of a deployed function: one line of JSON for each entry. The level is Lambda's own setting. */
export function createLog(options: LogOptions): Log {
  const logger = new Logger({ serviceName: options.service, logFormatter: new AllowListFormatter() });
  return {
    info: (message, fields = {}) => logger.info(message, { fields }),
    warn: (message, fields = {}) => logger.warn(message, { fields }),
    error: (message, error, fields = {}) => logger.error(message, { fields, summary: summariseError(error) }),
  };
}

/** Writes what it knows and nothing else, whatever a logger is handed. */
class AllowListFormatter extends LogFormatter {
  formatAttributes(base: UnformattedAttributes, extra: LogAttributes): LogItem {
    const fields = typeof extra["fields"] === "object" && extra["fields"] !== null ? extra["fields"] : {};
    return new LogItem({
      attributes: {
        timestamp: base.timestamp.toISOString(),
        level: base.logLevel,
        service: base.serviceName,
        message: base.message,
        ...keepLogFields(fields),
        ...(extra["summary"] === undefined ? {} : { error: extra["summary"] }),
      },
    });
  }
}
