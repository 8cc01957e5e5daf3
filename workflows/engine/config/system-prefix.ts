/** Parameters below this prefix belong to the pipeline itself; no definition may refer to them. */
export const SYSTEM_PREFIX = "/bridgehead-system/";
