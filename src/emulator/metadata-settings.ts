import type { Job } from '../core/index.ts';
import {
  openCredentials,
  type CredentialsChoice,
  type CredentialsSettings,
  type MetadataFault,
  type MetadataServerOptions,
} from '../metadata/index.ts';
import type { EmulatorMetadata } from './types.ts';

/** What an app's metadata server is told beside the app. */
export interface MetadataSettings extends Pick<MetadataServerOptions, 'onRequest'> {
  /** Real tokens; null: made-up ones, which no service accepts. */
  readonly credentials: {
    readonly choice: CredentialsChoice;
    readonly settings: CredentialsSettings;
  } | null;
  /** The project's custom metadata, by key. */
  readonly project: Readonly<Record<string, string>>;
  readonly faults: readonly MetadataFault[];
}

/** The same as on a machine that was told nothing. */
export const usualMetadata: MetadataSettings = { credentials: null, project: {}, faults: [] };

/** The settings with their credentials open; they are added to `made`. */
export async function openMetadata(
  { settings, made }: { readonly settings: MetadataSettings; readonly made: AsyncDisposableStack },
  job: Job,
): Promise<EmulatorMetadata> {
  const { credentials, ...rest } = settings;
  if (credentials === null) return { ...rest, tokens: null };
  const { tokens } = made.use(await openCredentials(credentials.choice, credentials.settings, job));
  return { ...rest, tokens };
}
