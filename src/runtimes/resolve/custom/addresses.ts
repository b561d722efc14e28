import { optionValues } from '../../entrypoint/option-values.ts';
import type { Server, ServerSetting } from './data.ts';

/** Where App Engine sends requests, in every container. */
export const appPort = '8080';

/** One place where a server listens; null: not known, or as App Engine wants it. */
export interface Address {
  readonly host: Said | null;
  readonly port: Said | null;
}

export interface Said {
  readonly value: string;
  /** As the command has it; '' where it is the server's own default. */
  readonly written: string;
}

/** Where a server listens that is given these arguments and this environment. */
export function addressesOf({
  server: { address, host, port },
  args,
  env,
  expands,
}: {
  readonly server: Server;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly expands: boolean;
}): readonly Address[] {
  const read = (setting: ServerSetting | undefined) => valuesOf({ setting, args, env, expands });
  const whole = read(address).map(splitAddress);
  if (whole.length > 0) return whole;
  return [{ host: read(host).at(-1) ?? null, port: read(port).at(-1) ?? null }];
}

function valuesOf({
  setting,
  args,
  env,
  expands,
}: {
  readonly setting: ServerSetting | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly expands: boolean;
}): readonly Said[] {
  if (!setting) return [];
  const { options = [], positional = false, variable } = setting;
  const given = [
    ...optionValues(args, options),
    ...(positional ? args.filter((arg) => !arg.startsWith('-')).slice(0, 1) : []),
  ];
  if (given.length > 0)
    return given.flatMap((written) => {
      const value = expands ? expanded(written, env) : written.includes('$') ? null : written;
      return value === null ? [{ value: '', written }] : [{ value, written }];
    });
  const value = (variable === undefined ? undefined : env[variable]) ?? setting.default;
  return value === undefined ? [] : [{ value, written: '' }];
}

/** Variables of the image and of app.yaml; null where one is neither. */
function expanded(text: string, env: Readonly<Record<string, string>>): string | null {
  const values: Readonly<Record<string, string>> = { ...env, PORT: appPort };
  const value = text.replace(
    /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}$]*))?\})/g,
    (written, plain?: string, braced?: string, otherwise?: string) =>
      values[plain ?? braced ?? ''] ?? otherwise ?? written,
  );
  return value.includes('$') ? null : value;
}

/** `127.0.0.1:80`, `[::1]:80`, `:80`, `tcp://…`; a port alone. What is none of them is not known. */
function splitAddress({ value, written }: Said): Address {
  const plain = value.replace(/^(tcp|https?):\/\//, '');
  const [, host, port] = /^(\[[^\]]*\]|[^:[\]/]*):(\d+)$/.exec(plain) ?? [];
  if (port !== undefined) return { host: { value: host ?? '', written }, port: { value: port, written } };
  return { host: null, port: /^\d+$/.test(plain) ? { value: plain, written } : null };
}
