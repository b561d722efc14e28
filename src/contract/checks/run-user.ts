/** As the kernel knows the user of a process. */
export interface RunUser {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** A container's own lists; empty where it has none. */
interface Accounts {
  /** passwd(5). */
  readonly passwd: string;
  /** group(5). */
  readonly group: string;
}

/**
 * The user that an image's `USER[:GROUP]` means in a container with these accounts, by name or by number; null where it
 * has no such user. https://docs.docker.com/reference/dockerfile/#user
 */
export function runUserOf(written: string, { passwd, group }: Accounts): RunUser | null {
  const [user = '', ownGroup] = written.split(':');
  const accounts = rows(passwd).map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const groups = rows(group).map(([name, , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(','),
  }));
  const account = accounts.find(({ name, uid }) => name === user || String(uid) === user);
  const uid = account?.uid ?? numberOf(user === '' ? '0' : user);
  if (uid === null) return null;
  if (ownGroup !== undefined) {
    const gid = groups.find(({ name }) => name === ownGroup)?.gid ?? numberOf(ownGroup);
    return gid === null ? null : { uid, gids: [gid] };
  }
  const joined = groups.filter(
    ({ members }) => account?.name !== undefined && members.includes(account.name),
  );
  return { uid, gids: [account?.gid ?? 0, ...joined.map(({ gid }) => gid)] };
}

function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.split(':'));
}

function numberOf(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}
