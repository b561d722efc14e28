import type { Environment, NetworkSettings } from '../../core/index.ts';

/** Whose real tokens an app is given; only ever by name, since made-up ones can do no harm. */
export type CredentialsChoice =
  /** Application Default Credentials, found as Google's libraries find them on a developer's machine. */
  | { readonly kind: 'adc' }
  /** The account that gcloud is logged in with. */
  | { readonly kind: 'gcloud' }
  /** A service account, impersonated with Application Default Credentials, or where there are none with gcloud's. */
  | { readonly kind: 'impersonate'; readonly account: string }
  /** A service account's key, as the console downloads it. */
  | { readonly kind: 'key'; readonly file: string }
  /** Tokens that somebody else fetched; null: made-up ones. Nothing is known of their end. */
  | { readonly kind: 'static'; readonly accessToken: string | null; readonly identityToken: string | null };

/** Where on this machine credentials are looked for, and how Google is reached from it. */
export interface CredentialsSettings {
  /** CLOUDSDK_CONFIG, GOOGLE_APPLICATION_CREDENTIALS, and what gcloud itself reads. */
  readonly env: Environment;
  readonly home: string;
  readonly network: NetworkSettings;
  readonly endpoints: GoogleEndpoints;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Where tokens are exchanged; files with credentials that name an endpoint of their own win over these. */
export interface GoogleEndpoints {
  /** OAuth 2.0's token endpoint. */
  readonly token: string;
  /** The IAM Service Account Credentials API, without a slash at its end. */
  readonly iamCredentials: string;
}

/** Google's own. */
export const googleEndpoints: GoogleEndpoints = {
  token: 'https://oauth2.googleapis.com/token',
  iamCredentials: 'https://iamcredentials.googleapis.com',
};
