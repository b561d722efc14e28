import { removeWhere, type HeaderField } from './field.ts';

/**
 * App Engine's own request headers, which only App Engine may set. Whole names: `X-Appengine-Cntry` is the client's own.
 * https://cloud.google.com/appengine/docs/flexible/reference/request-headers
 */
const reservedNames: ReadonlySet<string> = new Set([
  'x-appengine-api-ticket',
  'x-appengine-auth-domain',
  'x-appengine-backgroundrequest',
  'x-appengine-city',
  'x-appengine-citylatlong',
  'x-appengine-country',
  'x-appengine-cron',
  'x-appengine-default-version-hostname',
  'x-appengine-dev-request-id',
  'x-appengine-failfast',
  'x-appengine-fake-is-admin',
  'x-appengine-fake-logged-in',
  'x-appengine-https',
  'x-appengine-inbound-appid',
  'x-appengine-inbound-user-email',
  'x-appengine-inbound-user-id',
  'x-appengine-inbound-user-is-admin',
  'x-appengine-queuename',
  'x-appengine-region',
  'x-appengine-remote-addr',
  'x-appengine-request-id-hash',
  'x-appengine-request-log-id',
  'x-appengine-server-name',
  'x-appengine-server-port',
  'x-appengine-server-protocol',
  'x-appengine-server-software',
  'x-appengine-tasketa',
  'x-appengine-taskexecutioncount',
  'x-appengine-taskname',
  'x-appengine-taskpreviousresponse',
  'x-appengine-taskretrycount',
  'x-appengine-taskretryreason',
  'x-appengine-timeout-ms',
  'x-appengine-user-email',
  'x-appengine-user-id',
  'x-appengine-user-ip',
  'x-appengine-user-is-admin',
  'x-appengine-user-nickname',
  'x-appengine-user-organization',
  // The nginx beside the app puts its own name and the load balancer's address there, whatever the client said.
  'x-forwarded-host',
  'x-real-ip',
]);

/** Families of names that belong to Google's front end and to Identity-Aware Proxy. */
const reservedPrefixes = ['x-google-', 'x-goog-iap-'] as const;

/** Drops the headers that a client must not be able to forge, however often it sent them. */
export function dropReserved(fields: HeaderField[]): void {
  removeWhere(fields, ({ key }) => key.startsWith('x-') && isReserved(key));
}

function isReserved(key: string): boolean {
  return reservedNames.has(key) || reservedPrefixes.some((prefix) => key.startsWith(prefix));
}

const namesThatNginxPasses = /^[a-z0-9-]+$/;

/**
 * Drops names with anything but letters, digits and hyphens, as nginx does by default (`ignore_invalid_headers on`,
 * `underscores_in_headers off`). It matters: in a WSGI environment `X_Appengine_User_Ip` and `X-Appengine-User-Ip` are one.
 */
export function dropNamesNginxIgnores(fields: HeaderField[]): void {
  removeWhere(fields, ({ key }) => !namesThatNginxPasses.test(key));
}
