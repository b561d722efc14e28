import type { Job } from '../core/index.ts';
import { openCredentials, type CredentialsChoice, type CredentialsSettings } from '../metadata/index.ts';
import type { AppSettings, EmulatorOptions } from './types.ts';

/** What an app's metadata server is told beside the app. */
export interface MetadataSettings {
  /** Real tokens; null: made-up ones, which no service accepts. */
  readonly credentials: {
    readonly choice: CredentialsChoice;
    readonly settings: CredentialsSettings;
  } | null;
}

/** The same as on a machine that was told nothing. */
export const usualMetadata: MetadataSettings = { credentials: null };

/** The part of an emulator's options that `settings` decide; what was opened for it is added to `made`. */
export async function emulatorMetadata(
  {
    settings,
    app,
    made,
  }: {
    readonly settings: MetadataSettings;
    readonly app: AppSettings;
    readonly made: AsyncDisposableStack;
  },
  job: Job,
): Promise<Pick<EmulatorOptions, 'app' | 'tokens'>> {
  const { credentials } = settings;
  if (credentials === null) return { app, tokens: null };
  const { tokens } = made.use(await openCredentials(credentials.choice, credentials.settings, job));
  // Tokens of one account under another's name would only fail later, and further away.
  return { app: { ...app, serviceAccount: tokens.account ?? app.serviceAccount }, tokens };
}
