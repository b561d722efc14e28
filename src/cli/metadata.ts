import { homedir } from 'node:os';
import {
  failure,
  googleEndpoints,
  metadataFaults,
  networkSettingsFrom,
  type CredentialsChoice,
  type GoogleEndpoints,
  type MetadataSettings,
} from '../index.ts';
import type { Call } from './command.ts';
import { readNamedFile } from './named-file.ts';

/** Tokens that somebody else fetched. Names of flexbuild's own: nobody has set them for another program. */
const staticTokens = {
  accessToken: 'FLEXBUILD_ACCESS_TOKEN',
  identityToken: 'FLEXBUILD_IDENTITY_TOKEN',
} as const;

/** What the flags and the environment say about an app's metadata server. */
export async function metadataSettings({
  options,
  env,
}: Pick<Call, 'options' | 'env'>): Promise<MetadataSettings> {
  return {
    credentials: await credentialsMeant({ options, env }),
    project: {
      ...Object.fromEntries(options.metadata.map((text) => pair('--metadata', text))),
      ...Object.fromEntries(options.metadataFromFile.map(fromFile)),
    },
    faults: metadataFaults.filter((fault) => options.fault.includes(fault)),
  };
}

function fromFile(text: string): readonly [key: string, value: string] {
  const [key, file] = pair('--metadata-from-file', text);
  return [key, readNamedFile('--metadata-from-file', file)];
}

/** What a key may be, the server says. */
function pair(flag: string, text: string): readonly [key: string, value: string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw failure({
    code: 'FB6002',
    message: `${flag} takes KEY=VALUE, not "${text}"`,
    hint: `Write for instance ${flag} colour=blue.`,
  });
}

async function credentialsMeant({
  options,
  env,
}: Pick<Call, 'options' | 'env'>): Promise<MetadataSettings['credentials']> {
  const choice = options.credentials === null ? staticChoice(env) : choiceNamed(options.credentials);
  if (choice === null) return null;
  const network = await networkSettingsFrom(env);
  return { choice, settings: { env, home: homedir(), network, endpoints: endpointsIn(env), now: Date.now } };
}

/** `adc`, `gcloud`, `impersonate=ACCOUNT`, `key=FILE`. Throws FB6020 for all else. */
export function choiceNamed(text: string): CredentialsChoice {
  const equals = text.indexOf('=');
  const kind = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? null : text.slice(equals + 1);
  if ((kind === 'adc' || kind === 'gcloud') && value === null) return { kind };
  if (kind === 'impersonate' && value?.includes('@')) return { kind, account: value };
  if (kind === 'key' && value) return { kind, file: value };
  throw failure({
    code: 'FB6020',
    message: `--credentials takes adc, gcloud, impersonate=ACCOUNT or key=FILE, not "${text}"`,
    hint: 'Write for instance --credentials impersonate=dev@my-project.iam.gserviceaccount.com.',
  });
}

function staticChoice(env: Call['env']): CredentialsChoice | null {
  const accessToken = env[staticTokens.accessToken] || null;
  const identityToken = env[staticTokens.identityToken] || null;
  return accessToken === null && identityToken === null
    ? null
    : { kind: 'static', accessToken, identityToken };
}

/** gcloud's own variables for its endpoints. */
function endpointsIn(env: Call['env']): GoogleEndpoints {
  const { token, iamCredentials } = googleEndpoints;
  const override = env['CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS'] || iamCredentials;
  return { token: env['CLOUDSDK_AUTH_TOKEN_HOST'] || token, iamCredentials: override.replace(/\/+$/, '') };
}
