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

/** What a server's command line has. */
export interface ServerArguments {
  readonly options: readonly string[];
  /** What comes after the words of the command. */
  readonly positional: readonly string[];
}

/** Where a server listens that is given these arguments and this environment. */
export function addressesOf({
  server: { address, host, port },
  args,
  env,
  expands,
}: {
  readonly server: Server;
  readonly args: ServerArguments;
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
  readonly args: ServerArguments;
  readonly env: Readonly<Record<string, string>>;
  readonly expands: boolean;
}): readonly Said[] {
  if (!setting) return [];
  const { options = [], positional = false, variable } = setting;
  const given = [
    ...optionValues(args.options, options),
    ...(positional ? args.positional.filter((arg) => !arg.startsWith('-')).slice(0, 1) : []),
  ];
  if (given.length > 0)
    return given.map((written) => ({ value: expands ? expanded(written, env) : written, written }));
  const value = (variable === undefined ? undefined : env[variable]) ?? setting.default;
  return value === undefined ? [] : [{ value, written: '' }];
}

/** With the variables of the image and of app.yaml; others stay as they are written. */
function expanded(text: string, env: Readonly<Record<string, string>>): string {
  const values: Readonly<Record<string, string>> = { ...env, PORT: appPort };
  return text.replace(
    /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}$]*))?\})/g,
    (written, plain?: string, braced?: string, otherwise?: string) =>
      values[plain ?? braced ?? ''] ?? otherwise ?? written,
  );
}

/** `127.0.0.1:80`, `[::1]:80`, `:80`, `tcp://…`; a port alone. What is none of them is not known. */
function splitAddress({ value, written }: Said): Address {
  const plain = value.replace(/^(tcp|https?):\/\//, '');
  const [, host, port] = /^(\[[^\]]*\]|[^:[\]/]*):([^:/]+)$/.exec(plain) ?? [];
  if (port !== undefined) return { host: { value: host ?? '', written }, port: { value: port, written } };
  return { host: null, port: { value: plain, written } };
}
