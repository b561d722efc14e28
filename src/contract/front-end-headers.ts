/**
 * What the front end tells an instance of a request by HTTPS, for those that go past it: apps may count on each of these.
 * https://cloud.google.com/appengine/docs/flexible/reference/request-headers
 */
export const frontEndHeaders = {
  Host: 'localhost',
  Via: '1.1 google',
  'X-Forwarded-For': '192.0.2.1, 192.0.2.2',
  'X-Forwarded-Proto': 'https',
  'X-Appengine-Country': 'ZZ',
  'X-Appengine-Default-Version-Hostname': 'localhost',
  'X-Appengine-Https': 'on',
  'X-Appengine-User-Ip': '192.0.2.1',
} as const;
