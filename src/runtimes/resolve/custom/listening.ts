import { warning, type Diagnostic, type Span } from '../../../core/index.ts';
import { optionValues } from '../../entrypoint/option-values.ts';
import { addressesOf, appPort, type Address, type Said } from './addresses.ts';
import type { CustomData, Server } from './data.ts';
import type { Launched } from './launch.ts';

/** Warnings about servers that listen elsewhere than at $PORT of every address; what cannot be known is passed over. */
export function listening({
  launched,
  env,
  data,
  placeOf,
}: {
  readonly launched: readonly Launched[];
  readonly env: Readonly<Record<string, string>>;
  readonly data: CustomData;
  /** Where a launched program's word is written. */
  readonly placeOf: (launched: Launched, word: string) => Span;
}): readonly Diagnostic[] {
  const programs = launched.map((program) => ({ ...program, words: unwrapped(program.words, data) }));
  if (programs.some(({ words: [name = ''] }) => data.proxies.includes(baseName(name)))) return [];
  const servers = programs.flatMap((program) => {
    const server = data.servers.find(({ command }) => afterCommand(program.words, command) !== null);
    return server ? [{ program, server, problems: problemsWith({ server, program, env }) }] : [];
  });
  // One that listens where it should is enough; and an ENTRYPOINT's argument may be a server by itself, too.
  const [first] = servers.some(({ problems }) => problems.length === 0) ? [] : servers;
  if (!first) return [];
  const { program, server, problems } = first;
  return problems.map(({ kind, said }) =>
    problem({ kind, said, server, expands: program.expands, at: placeOf(program, said.written) }),
  );
}

function problemsWith({
  server,
  program: { words, expands },
  env,
}: {
  readonly server: Server;
  readonly program: Launched;
  readonly env: Readonly<Record<string, string>>;
}): readonly ListenProblem[] {
  if (isToldElsewhere(server, words, env)) return [];
  const args = { options: words.slice(1), positional: afterCommand(words, server.command) ?? [] };
  return problemsOf(addressesOf({ server, args, env, expands }));
}

/** The words behind a server's command, between whose words there may be options: `flask --app main run`. */
function afterCommand(words: readonly string[], command: string): readonly string[] | null {
  const [first, ...others] = command.split(' ');
  if (words[0] === undefined || baseName(words[0]) !== first) return null;
  let rest = words.slice(1);
  for (const wanted of others) {
    const at = rest.indexOf(wanted);
    if (at === -1) return null;
    rest = rest.slice(at + 1);
  }
  return rest;
}

/** Without what only runs it: `exec`, `tini --`, `poetry run`, `python -m`, variables in front. */
function unwrapped(words: readonly string[], data: CustomData): readonly string[] {
  const [first = ''] = words;
  const wrapper = data.wrappers.find((command) => startsWith(words, command));
  if (wrapper !== undefined) return unwrapped(withoutOptions(words.slice(wrapper.split(' ').length)), data);
  if (/^[A-Za-z_]\w*=/.test(first)) return unwrapped(words.slice(1), data);
  if (/^python[\d.]*$/.test(baseName(first))) return withoutOptions(words.slice(1));
  return words;
}

function withoutOptions(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !word.startsWith('-'));
  return first === -1 ? [] : words.slice(first);
}

function startsWith(words: readonly string[], command: string): boolean {
  return command
    .split(' ')
    .every(
      (wanted, index) => words[index] !== undefined && (wanted === '*' || baseName(words[index]) === wanted),
    );
}

const baseName = (word: string) => word.slice(word.lastIndexOf('/') + 1);

function isToldElsewhere(
  { unlessSet = [] }: Server,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): boolean {
  return unlessSet.some((name) =>
    name.startsWith('-') ? optionValues(words, [name]).length > 0 : env[name] !== undefined,
  );
}

interface ListenProblem {
  readonly kind: 'host' | 'port';
  readonly said: Said;
}

/** None where any of the addresses is as it should be. */
function problemsOf(addresses: readonly Address[]): readonly ListenProblem[] {
  const found = addresses.map(({ host, port }) => [
    ...(port !== null && /^\d+$/.test(port.value) && port.value !== appPort
      ? [{ kind: 'port', said: port } as const]
      : []),
    ...(host !== null && isLoopback(host.value) ? [{ kind: 'host', said: host } as const] : []),
  ]);
  return found.some((problems) => problems.length === 0) ? [] : (found[0] ?? []);
}

const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host);

function problem({
  kind,
  said,
  server,
  expands,
  at,
}: ListenProblem & { readonly server: Server; readonly expands: boolean; readonly at: Span }): Diagnostic {
  const [name = ''] = server.command.split(' ');
  const unless = said.written === '' ? ' by default' : '';
  const place = said.value.replace(/^\[|\]$/g, '');
  const port = expands ? '$PORT' : appPort;
  const option = server[kind]?.options?.[0];
  const [whole] = server.address?.options ?? [];
  const written = option
    ? `${option} ${kind === 'port' ? port : '0.0.0.0'}`
    : `${whole ?? name} 0.0.0.0:${port}`;
  const hint = `Write \`${written}\`.`;
  return kind === 'port'
    ? warning({
        code: 'FB2054',
        message: `${name} listens on ${place}${unless}, and App Engine sends requests to ${appPort}`,
        hint,
        at,
      })
    : warning({
        code: 'FB2055',
        message: `${name} listens on ${place}${unless}, where nothing outside of its container can reach it`,
        hint,
        at,
      });
}
