import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import {
  failure,
  listSessions,
  openSession,
  userFolders,
  type SessionHandle,
  type SessionState,
} from '../index.ts';
import type { Call } from './command.ts';

/** The positional argument of commands about what runs. */
export const sessionArgument = {
  usage: '[session]',
  help: 'an app, as `run` was given it, or the id of a session; default: this folder',
};

/** Where this user's sessions have their folders. */
export function stateFolderIn(env: Call['env']): string {
  return userFolders({ env, home: homedir() }).state;
}

/** The sessions that a command line means. */
export async function sessionsMeant({
  args,
  options,
  env,
}: Pick<Call, 'args' | 'options' | 'env'>): Promise<readonly SessionState[]> {
  const all = await listSessions({ stateFolder: stateFolderIn(env) });
  if (options.all) return all;
  const name = args[0] ?? '.';
  const config = configPath(name);
  return all.filter(({ session }) => session.id === name || session.apps.includes(config));
}

/** The newest session that runs what `--session` names. Throws FB5411 where none does. */
export async function openSessionNamed({
  options,
  env,
}: Pick<Call, 'options' | 'env'>): Promise<SessionHandle> {
  const name = options.session ?? '.';
  const meant = await sessionsMeant({ args: [name], options: { ...options, all: false }, env });
  const newest = meant.at(-1);
  if (newest) return await openSession({ stateFolder: stateFolderIn(env), id: newest.session.id });
  throw failure({
    code: 'FB5411',
    message: `no session runs "${name}"`,
    hint: 'See what runs with `flexbuild ps`.',
  });
}

/** The yaml file that a folder or file stands for, absolute: what a session is known by. */
export function configPath(target: string): string {
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return resolve(isFolder ? join(target, 'app.yaml') : target);
}
