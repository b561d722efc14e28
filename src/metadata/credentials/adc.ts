import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialsSettings } from './types.ts';

/**
 * The file with Application Default Credentials, by the first two places of
 * https://cloud.google.com/docs/authentication/application-default-credentials; null where there is none. The third,
 * a metadata server, is what flexbuild stands in for.
 */
export async function adcFile({
  env,
  home,
}: Pick<CredentialsSettings, 'env' | 'home'>): Promise<string | null> {
  const named = env['GOOGLE_APPLICATION_CREDENTIALS'];
  if (named) return named;
  const file = join(configFolder({ env, home }), 'application_default_credentials.json');
  return await access(file).then(
    () => file,
    () => null,
  );
}

function configFolder({ env, home }: Pick<CredentialsSettings, 'env' | 'home'>): string {
  if (env['CLOUDSDK_CONFIG']) return env['CLOUDSDK_CONFIG'];
  // gcloud on Windows.
  return env['APPDATA'] ? join(env['APPDATA'], 'gcloud') : join(home, '.config', 'gcloud');
}
