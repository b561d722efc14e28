import type { AppSettings } from './types.ts';

/** The host names that App Engine gives the apps of a region: `*.uc.r.appspot.com`. */
export function domainOf({ region }: Pick<AppSettings, 'region'>): string {
  return `${regionCodes[region] ?? region}.r.appspot.com`;
}

/** A host name that leads to a service of the app; null: to its default one. */
export function hostOf(app: Pick<AppSettings, 'project' | 'region'>, service: string | null): string {
  const own = `${app.project}.${domainOf(app)}`;
  return service === null ? own : `${service}-dot-${own}`;
}

/** The part of a default host name that stands for the region: `uc` for us-central1. */
const regionCodes: Readonly<Record<string, string>> = {
  'us-central1': 'uc',
  'us-east1': 'ue',
  'us-east4': 'uk',
  'europe-west1': 'ew',
  'asia-northeast1': 'an',
};
