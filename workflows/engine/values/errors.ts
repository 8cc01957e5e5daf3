/**
 * Base of Bridgehead's own exceptions. Being one is a promise about the message: it is made of our words, names, paths
 * and codes, and quotes neither a value nor another system's text, so that it may be logged and shown.
 */
export class BridgeheadError extends Error {
  override readonly name: string = "BridgeheadError";
}
