/** App Engine alone sets them; what a client says by them never reaches the app. */
export const reservedNames = [
  'X-Appengine-Cron',
  'x-appengine-queuename',
  'X-AppEngine-TaskName',
  'X-AppEngine-TaskRetryCount',
  'X-AppEngine-TaskExecutionCount',
  'X-AppEngine-TaskETA',
  'X-AppEngine-TaskPreviousResponse',
  'X-AppEngine-TaskRetryReason',
  'X-AppEngine-FailFast',
  'X-APPENGINE-INBOUND-APPID',
  'X-AppEngine-BackgroundRequest',
  'X-Appengine-Api-Ticket',
  'X-Google-Internal-SkipAdminCheck',
  'X-Google-Anything',
  'X-Goog-IAP-JWT-Assertion',
  'X-AppEngine-Auth-Domain',
  'X-AppEngine-Dev-Request-Id',
  'X-AppEngine-Fake-Is-Admin',
  'X-AppEngine-Fake-Logged-In',
  'X-AppEngine-Inbound-User-Email',
  'X-AppEngine-Inbound-User-Id',
  'X-AppEngine-Inbound-User-Is-Admin',
  'X-AppEngine-Remote-Addr',
  'X-AppEngine-Request-Id-Hash',
  'X-AppEngine-Server-Name',
  'X-AppEngine-Server-Port',
  'X-AppEngine-Server-Protocol',
  'X-AppEngine-Server-Software',
  'X-AppEngine-User-Email',
  'X-AppEngine-User-Id',
  'X-AppEngine-User-Is-Admin',
  'X-AppEngine-User-Nickname',
  'X-AppEngine-User-Organization',
  'X-Forwarded-Host',
  'X-Real-IP',
] as const;

/** App Engine sets them with every request. */
export const replacedNames = [
  'X-Appengine-Country',
  'X-Appengine-User-Ip',
  'X-Appengine-Https',
  'X-Appengine-CityLatLong',
] as const;

/** Alike to the eye, and the client's own. */
export const clientNames = [
  'X-Appengine-Cntry',
  'X-Appenginecountry',
  'X-Goog',
  'X-CloudTasks-QueueName',
  'Authorization',
  'Cookie',
  'Accept-Encoding',
] as const;

/** What nginx takes for no header at all. */
export const ignoredNames = ['X_Appengine_User_Ip', 'X_Forwarded_For', 'X.Dot', 'X!'] as const;
