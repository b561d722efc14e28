import type { FrontEndLimits } from './types.ts';

/**
 * The limits of App Engine's flexible environment: request headers of about 15 KB, bodies of 32 MB (nginx's
 * `client_max_body_size 32m`), response headers of 64 KB, 60 minutes for a request; 60 s to connect is nginx's default.
 * https://cloud.google.com/appengine/docs/flexible/how-requests-are-handled
 */
export const flexLimits: FrontEndLimits = {
  requestHeadBytes: 16 * 1024,
  requestBodyBytes: 32 * 1024 * 1024,
  responseHeadBytes: 64 * 1024,
  responseBlockBytes: 64 * 1024,
  requestTimeoutMs: 3_600_000,
  connectTimeoutMs: 60_000,
};
