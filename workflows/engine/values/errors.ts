/**
 * Base of Bridgehead's own exceptions. Being one is a promise about the message: it is made of our words, names, paths
 * and codes, and quotes neither a value nor another system's text, so that it may be logged and shown.
 */
export class BridgeheadError extends Error {
  override readonly name: string = "BridgeheadError";
}

/** Doing the same again ends the same: who does a job is not asked again, and somebody is told. */
export class PermanentError extends BridgeheadError {
  override readonly name: string = "PermanentError";
}
