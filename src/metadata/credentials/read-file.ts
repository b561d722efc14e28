import { readFile } from 'node:fs/promises';
import { failure, messageOf } from '../../core/index.ts';
import type { Fields } from './exchange.ts';

/** A file with credentials, by what it holds. */
export type CredentialsFile = ServiceAccountKey | AuthorizedUser | ImpersonatedAccount;

/** A key of a service account. */
export interface ServiceAccountKey {
  readonly type: 'service_account';
  readonly email: string;
  readonly keyId: string | null;
  /** PEM. */
  readonly privateKey: string;
  /** Null: the usual one. */
  readonly tokenUri: string | null;
}

/** What `gcloud auth application-default login` leaves. */
export interface AuthorizedUser {
  readonly type: 'authorized_user';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

/** The same with `--impersonate-service-account`. */
export interface ImpersonatedAccount {
  readonly type: 'impersonated_service_account';
  readonly email: string;
  /** Of the IAM Service Account Credentials API. */
  readonly endpoint: string;
  readonly delegates: readonly string[];
  readonly source: CredentialsFile;
}

/** Reads what Google's tools write. Throws FB5231 for everything else, and where the file cannot be read. */
export async function readCredentialsFile(file: string): Promise<CredentialsFile> {
  const read = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(file, messageOf(cause), 'Check the path, and who may read the file.');
  });
  let content: unknown;
  try {
    content = JSON.parse(read);
  } catch {
    throw unusable(file, 'it is not JSON', downloadHint);
  }
  return credentialsIn(content, file);
}

function credentialsIn(content: unknown, file: string): CredentialsFile {
  const fields = (typeof content === 'object' && content !== null ? content : {}) as Fields;
  const required = (name: string): string => {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    throw unusable(file, `it has no ${name}`, downloadHint);
  };
  const optional = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  const type = required('type');
  switch (type) {
    case 'service_account':
      return {
        type,
        email: required('client_email'),
        keyId: optional('private_key_id'),
        privateKey: required('private_key'),
        tokenUri: optional('token_uri'),
      };
    case 'authorized_user':
      return {
        type,
        clientId: required('client_id'),
        clientSecret: required('client_secret'),
        refreshToken: required('refresh_token'),
      };
    case 'impersonated_service_account': {
      const delegates = Array.isArray(fields['delegates']) ? fields['delegates'].map(String) : [];
      const source = credentialsIn(fields['source_credentials'], file);
      return {
        type,
        ...impersonated(required('service_account_impersonation_url'), file),
        delegates,
        source,
      };
    }
    default:
      throw unusable(
        file,
        `flexbuild does not read credentials of type ${type}`,
        'Use --credentials gcloud after `gcloud auth login`, which takes every type.',
      );
  }
}

/** `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/EMAIL:generateAccessToken` */
function impersonated(url: string, file: string): { readonly email: string; readonly endpoint: string } {
  const parts = /^(https?:\/\/[^/]+)\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/.exec(
    url,
  );
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw unusable(file, `"${url}" names no service account`, downloadHint);
  }
  return { endpoint: parts[1], email: decodeURIComponent(parts[2]) };
}

const downloadHint =
  "Name a service account's key, or log in again with `gcloud auth application-default login`.";

function unusable(file: string, reason: string, hint: string) {
  return failure({ code: 'FB5231', message: `"${file}" has no credentials to use: ${reason}`, hint });
}
