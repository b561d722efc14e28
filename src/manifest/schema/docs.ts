const reference = 'https://cloud.google.com/appengine/docs/flexible/reference/app-yaml';

/** Pages of Google's documentation, by what they are about. */
export const docs = {
  appYaml: reference,
  general: `${reference}#general`,
  network: `${reference}#network_settings`,
  resources: `${reference}#resource-settings`,
  liveness: `${reference}#liveness_checks`,
  readiness: `${reference}#readiness_checks`,
  scaling: `${reference}#services`,
  runtimeConfig: 'https://cloud.google.com/appengine/docs/flexible/lifecycle/runtime-support-schedule',
  skipFiles: 'https://cloud.google.com/sdk/gcloud/reference/topic/gcloudignore',
  includes: 'https://cloud.google.com/appengine/docs/legacy/standard/python/config/appref#includes',
  endpoints: 'https://cloud.google.com/endpoints/docs/openapi/get-started-app-engine',
  cloudSql: 'https://cloud.google.com/sql/docs/postgres/connect-app-engine-flexible',
  migrateChecks: 'https://cloud.google.com/appengine/docs/flexible/migrating-to-split-health-checks',
  standard: 'https://cloud.google.com/appengine/docs/the-appengine-environments',
} as const;
