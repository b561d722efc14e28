import type { Path } from '../reader.ts';

/** How messages show a value beside another: `max_num_instances (20, the default)`. */
export function given(
  section: string,
  isSet: (path: Path) => boolean,
): (key: string, value: number) => string {
  return (key, value) => `${key} (${value}${isSet([section, key]) ? '' : ', the default'})`;
}
