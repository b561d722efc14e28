/**
 * What can go wrong on purpose, so that an app's own retries can be tried: every answer comes late; every answer is 503;
 * every access token says that it is about to expire.
 */
export const metadataFaults = ['metadata-slow', 'metadata-unavailable', 'token-expiring'] as const;

/** One of `metadataFaults`. */
export type MetadataFault = (typeof metadataFaults)[number];
